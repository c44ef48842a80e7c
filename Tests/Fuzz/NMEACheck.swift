import Codecs
import FieldModel

/// Lines of NMEA 0183. Bit 0 of the first byte: checksums are put right first, so that fields are reached. Bit 1: they may be absent.
enum NMEACheck {
    static func run(_ bytes: [UInt8]) {
        guard let flags = bytes.first else { return }
        var parser = NMEAParser(policy: flags & 2 == 0 ? .require : .acceptAbsent)
        var given = 0
        let lines = bytes.dropFirst().split(separator: 0x0A, omittingEmptySubsequences: true)
        for line in lines {
            let line = flags & 1 == 0 ? Array(line) : mended(line)
            if case .position(let position) = parser.parse(line.span) { given += check(position) }
            if case .position(let position) = parser.takeNext() { given += check(position) }
            require(parser.takeNext() == nil, "three epochs of one line")
        }
        if case .position(let position) = parser.finish() { given += check(position) }
        require(given <= lines.count, "more epochs than lines")
    }

    private static func check(_ position: Position) -> Int {
        PositionCheck.run(position)
        return 1
    }

    /// The line up to its first `*`, with the right checksum.
    private static func mended(_ line: ArraySlice<UInt8>) -> [UInt8] {
        let start = line.lastIndex(of: UInt8(ascii: "$")).map { $0 + 1 } ?? line.startIndex
        let body = line[start...].prefix { $0 != UInt8(ascii: "*") }
        let sum = body.reduce(0, ^)
        let digits = [sum >> 4, sum & 15].map { $0 < 10 ? 0x30 + $0 : 0x37 + $0 }
        return [UInt8(ascii: "$")] + body + [UInt8(ascii: "*")] + digits
    }
}
