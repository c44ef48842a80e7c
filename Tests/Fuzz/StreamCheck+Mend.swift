import Codecs

extension StreamCheck {
    /// Puts the checksums of sentences and UBX messages right, which no mutation would hit.
    static func mend(_ stream: inout [UInt8]) {
        var index = 0
        while index < stream.count {
            switch stream[index] {
            case UInt8(ascii: "$"): index = mendSentence(&stream, index)
            case 0xB5: index = mendUBX(&stream, index)
            default: index += 1
            }
        }
    }

    private static func mendSentence(_ stream: inout [UInt8], _ start: Int) -> Int {
        var sum: UInt8 = 0
        var index = start + 1
        while index < stream.count, (0x20..<0x7F).contains(stream[index]), stream[index] != UInt8(ascii: "$")
        {
            if stream[index] == UInt8(ascii: "*") {
                guard index + 2 < stream.count else { return stream.count }
                for (offset, digit) in [sum >> 4, sum & 15].enumerated() {
                    stream[index + 1 + offset] = digit < 10 ? 0x30 + digit : 0x37 + digit
                }
                return index + 3
            }
            sum ^= stream[index]
            index += 1
        }
        return index
    }

    private static func mendUBX(_ stream: inout [UInt8], _ start: Int) -> Int {
        guard start + 8 <= stream.count, stream[start + 1] == 0x62 else { return start + 1 }
        let end = start + 6 + (Int(stream[start + 4]) | Int(stream[start + 5]) << 8)
        guard end + 2 <= stream.count else { return start + 1 }
        let sum = UBXFrame.checksum(stream.span.extracting(start + 2..<end))
        (stream[end], stream[end + 1]) = sum
        return end + 2
    }
}
