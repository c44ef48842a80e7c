/// One message of a netlink datagram, and the cutting of a datagram into them.
///
/// Source: netlink(7): a header of 16 bytes (length, type, flags, sequence, port) in the machine's byte order, and
/// attributes (rtnetlink(7)) of length, type and payload; all of them begin at multiples of four.
struct NetlinkMessage: Equatable {
    static let headerBytes = 16

    var type: UInt16
    var sequence: UInt32
    var payload: ArraySlice<UInt8>

    /// Every whole message; what does not have the length that it claims ends the datagram.
    static func all(in datagram: ArraySlice<UInt8>) -> [NetlinkMessage] {
        var messages: [NetlinkMessage] = []
        var rest = datagram
        while let length = rest.native(UInt32.self, at: 0).map({ Int($0) }), length >= headerBytes,
            length <= rest.count, let type = rest.native(UInt16.self, at: 4),
            let sequence = rest.native(UInt32.self, at: 8)
        {
            messages.append(
                NetlinkMessage(
                    type: type,
                    sequence: sequence,
                    payload: rest.prefix(length).dropFirst(headerBytes)
                )
            )
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return messages
    }

    /// The attributes that follow a fixed part of the payload, by type; of those that repeat the last counts.
    func attributes(after fixed: Int) -> [UInt16: ArraySlice<UInt8>] {
        var attributes: [UInt16: ArraySlice<UInt8>] = [:]
        var rest = payload.dropFirst(fixed)
        while let length = rest.native(UInt16.self, at: 0).map({ Int($0) }), length >= 4,
            length <= rest.count,
            let type = rest.native(UInt16.self, at: 2)
        {
            // The two highest bits are flags.
            attributes[type & 0x3FFF] = rest.prefix(length).dropFirst(4)
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return attributes
    }
}

extension ArraySlice<UInt8> {
    /// A number in the machine's byte order, so many bytes after the first; `nil` beyond the end.
    func native<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number? {
        let size = MemoryLayout<Number>.size
        guard offset >= 0, count >= size, offset <= count - size else { return nil }
        return withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
    }
}
