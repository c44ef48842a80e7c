import Codecs

/// UBX frames as a receiver sends them.
enum UBXBytes {
    static func head(_ message: UBXMessage, length: Int) -> [UInt8] {
        [
            0xB5, 0x62, UInt8(message.rawValue >> 8), UInt8(truncatingIfNeeded: message.rawValue),
            UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8),
        ]
    }

    static func frame(_ message: UBXMessage, _ payload: [UInt8]) -> [UInt8] {
        let bytes = head(message, length: payload.count) + payload
        let summed = bytes.dropFirst(2)
        let sum = UBXFrame.checksum(summed.span)
        return bytes + [sum.0, sum.1]
    }
}
