extension UBXFrame {
    /// One message as it travels; an empty payload asks for it. A payload longer than a frame can say is cut.
    package static func encoded(_ message: UBXMessage, _ payload: [UInt8] = []) -> [UInt8] {
        let payload = payload.prefix(Int(UInt16.max))
        var bytes: [UInt8] = [sync.0, sync.1]
        bytes.reserveCapacity(payload.count + 8)
        bytes.append(UInt8(message.rawValue >> 8))
        bytes.append(UInt8(truncatingIfNeeded: message.rawValue))
        bytes.append(UInt8(truncatingIfNeeded: payload.count))
        bytes.append(UInt8(truncatingIfNeeded: payload.count >> 8))
        bytes += payload
        let sum = checksum(bytes.span.extracting(2..<bytes.count))
        return bytes + [sum.0, sum.1]
    }
}
