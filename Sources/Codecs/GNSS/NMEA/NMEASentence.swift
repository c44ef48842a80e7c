/// One sentence whose frame has been proved: where its fields are, and whose and of what kind it is.
///
/// Source: NMEA 0183: `$`, talker id (2), formatter (3), fields each after a comma, `*`, XOR of all between in two
/// hexadecimal digits. A proprietary address is `P`, three letters of the maker, and what the maker likes. The
/// standard allows 82 bytes; receivers send more.
package struct NMEASentence: Sendable, Equatable {
    package static let maximumBytes = 1_024
    private static let shortest = 7

    /// The characters between `$` and the first comma.
    package let address: Range<Int>
    /// From the first field to the checksum.
    package let fields: Range<Int>
    package let hasChecksum: Bool

    /// Proves length, characters, checksum if there is one, and address. Bytes before the last `$` and after the checksum are not of it.
    package init(_ bytes: Span<UInt8>) throws(NMEAFault) {
        var start = bytes.count - 1
        while start >= 0, bytes[start] != UInt8(ascii: "$") { start -= 1 }
        guard start >= 0, bytes.count - start >= Self.shortest else { throw .malformed }
        let limit = min(bytes.count, start + Self.maximumBytes)
        var sum: UInt8 = 0
        var comma = limit
        var end = start + 1
        while end < limit, bytes[end] != UInt8(ascii: "*") {
            let byte = bytes[end]
            guard byte >= 0x20, byte < 0x7F else { break }
            if byte == UInt8(ascii: ","), comma == limit { comma = end }
            sum ^= byte
            end += 1
        }
        if end < limit, bytes[end] == UInt8(ascii: "*") {
            guard end + 2 < limit, let high = Self.hexadecimal(bytes[end + 1]),
                let low = Self.hexadecimal(bytes[end + 2])
            else { throw .malformed }
            guard sum == high << 4 | low else { throw .checksum }
            hasChecksum = true
        } else {
            guard end == bytes.count else { throw .malformed }
            hasChecksum = false
        }
        guard comma < end, comma - start >= 4 else { throw .malformed }
        address = start + 1..<comma
        fields = comma + 1..<end
    }

    /// The kind, and the number of fields that name it; `nil` when it is not read.
    func kind(_ bytes: Span<UInt8>) -> NMEAKind? {
        let start = address.lowerBound
        guard bytes[start] != UInt8(ascii: "P") else { return proprietary(bytes) }
        guard address.count == 5 else { return nil }
        return switch Self.code(bytes[start + 2], bytes[start + 3], bytes[start + 4]) {
        case Code.rmc: .rmc
        case Code.gga: .gga
        case Code.gll: .gll
        case Code.gns: .gns
        case Code.gst: .gst
        case Code.zda: .zda
        case Code.vtg: .vtg
        case Code.gbs: .gbs
        case Code.gsa: .gsa
        case Code.gsv: .gsv
        case Code.hdt, Code.ths: .hdt
        default: nil
        }
    }

    /// Whether the formatter is THS, which has the shape of HDT but for the meaning of its second field.
    func isTHS(_ bytes: Span<UInt8>) -> Bool {
        address.count == 5 && bytes[address.lowerBound + 2] == UInt8(ascii: "T")
    }

    /// u-blox alone: `PUBX` and a message number of two digits as the first field.
    private func proprietary(_ bytes: Span<UInt8>) -> NMEAKind? {
        let start = address.lowerBound
        guard address.count == 4, bytes[start + 1] == UInt8(ascii: "U"),
            bytes[start + 2] == UInt8(ascii: "B"),
            bytes[start + 3] == UInt8(ascii: "X"), fields.count >= 3,
            bytes[fields.lowerBound] == UInt8(ascii: "0"), bytes[fields.lowerBound + 2] == UInt8(ascii: ",")
        else { return nil }
        return switch bytes[fields.lowerBound + 1] {
        case UInt8(ascii: "0"): .pubxPosition
        case UInt8(ascii: "3"): .pubxSatellites
        case UInt8(ascii: "4"): .zda
        default: nil
        }
    }

    private enum Code {
        static let rmc: UInt32 = 0x52_4D43
        static let gga: UInt32 = 0x47_4741
        static let gll: UInt32 = 0x47_4C4C
        static let gns: UInt32 = 0x47_4E53
        static let gst: UInt32 = 0x47_5354
        static let zda: UInt32 = 0x5A_4441
        static let vtg: UInt32 = 0x56_5447
        static let gbs: UInt32 = 0x47_4253
        static let gsa: UInt32 = 0x47_5341
        static let gsv: UInt32 = 0x47_5356
        static let hdt: UInt32 = 0x48_4454
        static let ths: UInt32 = 0x54_4853
    }

    private static func code(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt32 {
        UInt32(a) << 16 | UInt32(b) << 8 | UInt32(c)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
