import Codecs
import TestKit
import Testing

@Suite struct ScanReaderTests {
    private let reader = ScanReader(currentYear: 2026)

    private func read(_ raw: String) -> ScanReport { read(Array(raw.utf8)) }
    private func read(_ raw: [UInt8]) -> ScanReport { reader.read(raw.span) }

    private func values(_ reading: BarcodeReading) -> [String] {
        (0..<reading.count).map { "\(reading[$0].field.rawValue)=" + reading.text.string(reading[$0].value) }
    }

    /// Labels of every system, as a scanner that is set up well sends them.
    static let labels = [
        "]d201073500354000101727033110B-12/A\u{1D}21SN:1_X", "]C100373500354000000011", "]E07046260123458",
        "]E473500537", "]I107350035400010", "]Q3010735003540001021X(1)",
        "]Q1https://id.gs1.org/01/07350035400010/10/A%2FB?17=270331", "+A123BJC5D6E71G",
        "]d1+A123BJC5D6E71/$$3270930LOT1I",
        "]A0*+A123BJC5D6E71G*", "+$$3270930LOT1GJ", "=A99991712345600", "]C0=A99991712345600",
        "=<E0382V00&>0262002359",
        "&(N0008", "=%5100", "[)>\u{1E}06\u{1D}9N110375286414\u{1D}1TL-1\u{1D}D270331\u{1D}S1\u{1E}\u{4}",
        "9N110375286414\u{1D}S1",
    ]

    @Test(arguments: labels)
    func `a label is read as it comes`(label: String) {
        let report = read(label)
        #expect(report.isOK && !report.isPlain)
        #expect(report.layout == nil && !report.hasLostSeparator && report.others.isEmpty)
        #expect(report.reading.count > 0)
    }

    @Test(arguments: labels, ["\u{2}*\u{3}\r", "*\r\n", "*\t", "\u{1D}*", "\u{FEFF}*"])
    func `framing changes nothing`(label: String, frame: String) {
        let parts = frame.split(separator: "*", omittingEmptySubsequences: false)
        let report = read(String(parts[0]) + label + String(parts[1]))
        #expect(values(report.reading) == values(read(label).reading))
        #expect(report.error == nil)
    }

    @Test(
        arguments: labels.filter { $0.contains("\u{1D}") },
        ["{GS}", "<GS>", "^]", "|", "\u{241D}", "\u{1B}[C"]
    )
    func `spelled separators change nothing`(label: String, spelling: String) {
        let raw = label.map { $0 == "\u{1D}" ? spelling : String($0) }.joined()
        let report = read(raw)
        #expect(values(report.reading) == values(read(label).reading), "\(raw)")
        #expect(!report.hasLostSeparator)
    }

    /// What a host of another layout shows; `nil` where a control character has no key.
    private static func typed(_ label: String, _ layout: KeyboardLayout) -> String? {
        guard label.utf8.allSatisfy({ $0 >= 0x20 }) else { return nil }
        var seen = String.UnicodeScalarView()
        for scalar in label.unicodeScalars { seen.append(layout.seen(scalar)) }
        return String(seen)
    }

    @Test(arguments: labels, [KeyboardLayout.americanOnSwedish, .americanOnGerman])
    func `what another keyboard layout made of a label is undone`(label: String, layout: KeyboardLayout) {
        guard let typed = Self.typed(label, layout), typed != label else { return }
        let report = read(typed)
        #expect(values(report.reading) == values(read(label).reading), "\(typed)")
        #expect(report.text.string == label)
        // Where both keyboards show the same, the first name is as good.
        let isSame = Self.typed(label, .americanOnSwedish) == Self.typed(label, .americanOnGerman)
        #expect(report.layout == layout || isSame)
    }

    @Test func `a blood unit that may come from two facilities is not guessed`() {
        #expect(read("´Z99991712345600").layout == nil)
        #expect(!read("´Z99991712345600").isOK)
        #expect(read("´X99991712345600").text.string == "=X99991712345600")
    }

    @Test(arguments: ["¨d2010735003540001110B+12", "À123CJC5D6E71G", "´A999971234560", "Ë07046260123459"])
    func `without a right check digit or grammar nothing is repaired`(typed: String) {
        let report = read(typed)
        #expect(!report.isOK)
        #expect(report.layout == nil)
    }

    @Test func `an element string without AIM id is retyped when a letter shows that it must be`() {
        let report = read("010735003540001010B+12Ö1")
        #expect(report.layout == .americanOnSwedish)
        #expect(values(report.reading) == ["1=07350035400010", "10=B-12:1"])
        #expect(read("010735003540001010B+12").layout == nil)
        #expect(values(read("010735003540001010B+12").reading).last == "10=B+12")
        #expect(!read("10BÖ1").isOK)
        let printed = read(")01=07350035400010)10=B+12")
        #expect(values(printed.reading) == ["1=07350035400010", "10=B-12"])
    }

    @Test func `a scan that kept its AIM id was typed by the right keyboard`() {
        for raw in ["]d2010735003540001010A|B", "]E07046260123459", "]d2010735003540001010A~B"] {
            #expect(read(raw).layout == nil)
            #expect(!read(raw).isOK)
        }
    }

    @Test(arguments: [
        ("]d2010735003540001110L1", 18), ("\u{2}]d2010735003540001110L1\u{3}", 19),
        ("]d2010735003540001010L{GS}17271331", 30), ("¨d2010735003540001010A$B", 0),
        ("]d2010735003540001010å", 21), ("\u{2}+A123CJC5D6E71G", 15),
    ])
    func `an error says which byte of the raw input is wrong`(raw: String, position: Int) {
        #expect(read(raw).error?.position == position, "\(raw)")
    }

    @Test func `a lost separator is suspected with the split that would explain it`() throws {
        let report = read("]d201073500354000101727033110ABC21SER12345")
        #expect(values(report.reading).last == "10=ABC21SER12345")
        #expect(report.hasLostSeparator)
        #expect(values(try #require(report.alternative)).suffix(2) == ["10=ABC", "21=SER12345"])
        #expect(!read("]d201073500354000101727033110ABC21SER12345\u{1D}").hasLostSeparator)
        #expect(!read("]d201073500354000101727033110ABC").hasLostSeparator)
    }

    @Test(arguments: [
        "[)>069N110375286414S1", "9N110375286414S1", "]d1[)>069N1103752864141TL1D270331S1",
        "[)>069N110375286414D270331",
    ])
    func `an envelope without control characters is taken apart by its check digits`(raw: String) {
        let report = read(raw)
        #expect(values(report.reading).first == "11000=110375286414")
        #expect(report.isOK && report.hasLostSeparator)
    }

    @Test func `an envelope without control characters and with a wrong check digit is refused`() {
        #expect(!read("[)>069N110375286415S1").isOK)
        #expect(!read("[)>06").isOK)
        #expect(!read("9N").isOK)
    }

    @Test func `small letters of a Code 39 reader become capitals when the check character is right`() {
        #expect(values(read("+a123bjc5d6e71g").reading) == values(read("+A123BJC5D6E71G").reading))
        #expect(!read("+a123bjc5d6e71h").isOK)
        #expect(!read("+a123BJC5D6E71G").isOK)
    }

    @Test(arguments: labels.filter { !$0.hasPrefix("=") && !$0.hasPrefix("&") && !$0.hasPrefix("9N") })
    func `two scans that lost the end between them are two`(label: String) {
        for raw in [
            "]C100373500354000000011" + label, label + "]C100373500354000000011", label + "\r\n" + label,
        ] {
            guard !raw.hasSuffix("*]C100373500354000000011") else { continue }
            let report = read(raw)
            #expect(report.others.count == 1, "\(raw)")
            #expect(report.isOK && report.others.allSatisfy(\.isOK))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a scan that can be cut in a million ways is given up soon`() {
        let link = "http://a/01/12345670?"
        #expect(!read(Array(String(repeating: link, count: 24).utf8) + [0x80]).isOK)
    }

    @Test func `scans are cut at the ends that are there, up to a limit`() {
        #expect(read("]E473500537\r]E473500537\t]E473500537").others.count == 2)
        #expect(read(String(repeating: "]E473500537\r", count: 50)).others.count == ScanReader.maximumScans)
        #expect(read("735003540001073500354000109").others.isEmpty)
        #expect(read("73500354000107350035400010").others.count == 1)
    }

    @Test(arguments: [
        "8112189876", "19811218-9876", "]C0811218+9876", "ID811218-9876", "+811218-9876", "=8112189876",
        "811218/9876", "]d20107350035400010918112189876", "{GS}811218-9876", "\u{2}8112189876\r",
    ])
    func `a personal number is refused unread`(raw: String) {
        let report = read(raw)
        #expect(report.isPersonal && !report.isOK)
        #expect(report.text.count == 0 && report.reading.count == 0 && report.reading.text.count == 0)
    }

    @Test(arguments: ["]E08112189876009", "]E481121892", "+A99XB8112189876C04", "&)8112189876"])
    func `an item number, and data that flags and checks prove, is none`(raw: String) {
        #expect(!read(raw).isPersonal)
    }

    @Test func `what lacks only its pair, or has separators too many, is read leniently`() throws {
        let pair = read("]C11727033110L1")
        #expect(pair.error?.reason == .missingRequired)
        #expect(pair.lenient?.meaning.lot != nil)
        #expect(pair.lenient?.meaning.item == nil)
        #expect(read("]d2254A12").lenient == nil)
        let twice = try #require(read("]d2010735003540001010L1\u{1D}\u{1D}21S1").lenient)
        #expect(values(twice) == ["1=07350035400010", "10=L1", "21=S1"])
    }

    @Test func `too long a scan is refused with its place`() {
        let report = read("]d291" + String(repeating: "A", count: 600))
        #expect(report.error == BarcodeError(.tooLong, position: ScanText.capacity))
    }

    @Test(arguments: 0..<16)
    func `no bytes crash the reader`(seed: UInt64) {
        var random = SplitMix(seed)
        let alphabet = Array("]d2C1E010735003540001017213110+=&[)>9N{}|^`´åÖ¨\r\n\t\u{1D}\u{1B}OhtpsQ/".utf8)
        for _ in 0..<40 {
            var bytes: [UInt8]
            if random.next(below: 2) == 0 {
                bytes = Array(Self.labels[random.next(below: Self.labels.count)].utf8)
            } else {
                bytes = []
            }
            for _ in 0..<random.next(below: 12) {
                let place = random.next(below: bytes.count + 1)
                switch random.next(below: 4) {
                case 0 where !bytes.isEmpty: bytes.remove(at: min(place, bytes.count - 1))
                case 1: bytes.insert(UInt8(random.next(below: 256)), at: place)
                case 2 where !bytes.isEmpty: bytes.removeSubrange(min(place, bytes.count)...)
                default: bytes.insert(alphabet[random.next(below: alphabet.count)], at: place)
                }
            }
            let report = read(bytes)
            if let position = report.error?.position { #expect((0...bytes.count + 1).contains(position)) }
        }
    }
}
