import Codecs
import Testing

@Suite struct NMEASentenceTests {
    private static let body = "GPRMC,120000,A,5910.0,N,01738.0,E,0.0,,010126,,,A"

    @Test(arguments: [
        ("$GPRMC,120000,A,5910.0,N,01738.0,E,0.0,,010126,,,A*00", NMEAFault.checksum), ("", .malformed),
        ("$", .malformed), ("$*00", .malformed), ("hello", .malformed), ("$GPRMC*4B", .malformed),
        ("$GPRMC,120000,A,5910.0,N,01738.0,E", .unchecked), ("$GPRMC,120000,A,5910.0,N*", .malformed),
        ("$GPRMC,120000,A,5910.0,N*5", .malformed), ("$GPRMC,120000,A,5910.0,N*G0", .malformed),
        ("$GP,,,,,,*17", .malformed), ("$,,,,,,,,*00", .malformed),
    ])
    func `a broken frame gives its reason`(text: String, fault: NMEAFault) {
        #expect(NMEALines.fault(line: Array(text.utf8)) == fault)
    }

    @Test func `without a checksum a line is read only where that is allowed`() {
        let line = Array("$\(Self.body)".utf8)
        #expect(NMEALines.fault(line: line) == .unchecked)
        #expect(NMEALines.fault(line: line, policy: .acceptAbsent) == nil)
    }

    @Test func `a banner without a checksum is of a kind that is not read`() {
        #expect(NMEALines.fault(line: Array("$Kernel,v1.4.23,000006FE".utf8)) == .unsupported)
    }

    @Test(arguments: NMEAChecksumPolicy.allCases)
    func `a wrong checksum is refused under every policy`(policy: NMEAChecksumPolicy) {
        var line = NMEALines.sentence(Self.body)
        line[10] ^= 1
        #expect(NMEALines.fault(line: line, policy: policy) == .checksum)
    }

    @Test func `any one flipped bit is noticed`() {
        let line = NMEALines.sentence(Self.body)
        for index in line.indices {
            for bit in 0..<8 {
                var damaged = line
                damaged[index] ^= 1 << bit
                guard damaged != line, !isOtherCase(damaged[index], line[index]) else { continue }
                #expect(NMEALines.fault(line: damaged) != nil, "byte \(index) bit \(bit)")
            }
        }
    }

    /// Hexadecimal digits may be written in either case.
    private func isOtherCase(_ a: UInt8, _ b: UInt8) -> Bool {
        a ^ b == 0x20 && (b | 0x20) >= 0x61 && (b | 0x20) <= 0x66
    }

    @Test func `garbage before and after a sentence does not hide it`() {
        let whole = NMEALines.sentence(Self.body)
        #expect(NMEALines.fault(line: Array("$GPGGA,1200".utf8) + whole) == nil)
        #expect(NMEALines.fault(line: [0xB5, 0x62, 0x00, 0xFF] + whole) == nil)
        #expect(NMEALines.fault(line: whole + [0x00, 0x20]) == nil)
    }

    @Test(arguments: [0x00, 0x09, 0x1F, 0x7F, 0x80, 0xFF] as [UInt8])
    func `a byte that is no printable ASCII breaks a sentence, whatever its checksum`(byte: UInt8) {
        var inside = Array(Self.body.utf8)
        inside[3] = byte
        let sum = inside.reduce(0, ^)
        let hex = Array(String(0x100 | UInt16(sum), radix: 16).dropFirst().utf8)
        #expect(NMEALines.fault(line: [0x24] + inside + [0x2A] + hex) == .malformed)
    }

    @Test func `a sentence may be longer than the standard's 82 bytes, up to 1,024`() {
        let room = NMEASentence.maximumBytes - Self.body.utf8.count - 4
        #expect(NMEALines.fault(Self.body + String(repeating: ",", count: room)) == nil)
        #expect(NMEALines.fault(Self.body + String(repeating: ",", count: room + 1)) == .malformed)
    }

    @Test(arguments: ["GP", "GL", "GA", "GB", "BD", "GQ", "QZ", "GI", "GN", "IN", "II"])
    func `every talker is heard`(talker: String) {
        #expect(NMEALines.fault(talker + Self.body.dropFirst(2)) == nil)
    }

    @Test(arguments: [
        "GPXXX,1,2,3", "PGRME,15.0,M,45.0,M,25.0,M", "PUBX,05,1", "PUBX,001,1", "PUBX,40,GLL,0", "PASHR,1,2",
        "CCGPQ,GGA", "GPTXT,01,01,02,hello", "SDDPT,2.2,0.0",
    ])
    func `a kind that is not read is named so`(body: String) {
        #expect(NMEALines.fault(body) == .unsupported)
    }
}
