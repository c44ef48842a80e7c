import Codecs
import FieldModel
import Testing

@Suite struct ScanDecoderTests {
    private let decoder = ScanDecoder(
        reader: ScanReader(currentYear: 2026),
        patterns: [TagPattern("PAT-######"), TagPattern("@@##*"), TagPattern("##########")].compactMap { $0 },
        privatePatterns: [TagPattern("VIP###")].compactMap { $0 }
    )

    private func scans(_ text: String) -> [Scan] { decoder.decode(Array(text.utf8).span) }
    private func decode(_ text: String) -> Scan? { decode(Array(text.utf8)) }

    /// The one scan that these bytes are; `nil` when they are several.
    private func decode(_ bytes: [UInt8]) -> Scan? {
        let scans = decoder.decode(bytes.span)
        return scans.count == 1 ? scans[0] : nil
    }

    @Test(arguments: [
        "8112189876", "19811218-9876", "811218+9876", "198112189876", "]C08112189876", "8112789873",
        "PAT8112189876",
        "]d1811218-9876 ", "]C18112189876",
    ])
    func `what is shaped like a personal number is refused first`(text: String) {
        #expect(decode(text) == .refused(.personalNumber))
    }

    @Test(arguments: ["8112189877", "8113189876", "19811218987", "811218-98765"])
    func `other digits are not taken for one`(text: String) {
        #expect(decode(text) != .refused(.personalNumber))
    }

    @Test func `a retail code is an item whatever its digits look like`() throws {
        guard case .item(let label) = decode("]E07350035400010") else {
            Issue.record("no item")
            return
        }
        #expect(label.item.code.rawValue == "07350035400010")
        #expect(decode("]E07350035400011") == .refused(.checkDigit))
        #expect(decode("]E0735003540001") == .refused(.malformed))
    }

    @Test func `every printed command is read`() {
        for (word, command) in CommandCode.words {
            #expect(decode("BK:\(word)") == .command(command))
            #expect(decode("]C0BK:\(word)") == .command(command))
        }
        #expect(decode("BK:QTY:12") == .command(.quantity(12)))
        #expect(decode("BK:QTY:99999") == .command(.quantity(99_999)))
    }

    @Test(arguments: [
        "BK:", "BK:QTY:0", "BK:QTY:100000", "BK:QTY:-1", "BK:QTY:+1", "BK:T5", "BK:embark", "BK:T1 ",
    ])
    func `other commands are not recognised`(text: String) {
        #expect(decode(text) == .refused(.unrecognised))
    }

    @Test func `tags follow their masks`() throws {
        #expect(decode("PAT-000123") == .tag(try #require(Token(rawValue: "PAT-000123"))))
        #expect(decode("AB12-REST-9") == .tag(try #require(Token(rawValue: "AB12-REST-9"))))
        #expect(decode("PAT-00012") == .refused(.unrecognised))
        #expect(decode("pat-000123") == .refused(.unrecognised))
        #expect(decode("AB12" + String(repeating: "X", count: 37)) == .refused(.unrecognised))
    }

    @Test(arguments: ["", "*", "A*B", "å#", "A B"])
    func `a mask that says nothing is refused`(mask: String) {
        #expect(TagPattern(mask) == nil)
    }

    @Test func `bytes that are no text and scans without end are refused`() {
        #expect(decode([0xFF, 0x00, 0x41] as [UInt8]) == .refused(.malformed))
        #expect(decode("") == .refused(.malformed))
        #expect(decode(String(repeating: "1", count: 513)) == .refused(.tooLong))
        #expect(decode("\u{1D}010735003540001") == .refused(.malformed))
    }

    private func label(_ text: String) throws -> ItemLabel {
        guard case .item(let label) = decode(text) else {
            throw Mismatch(scan: decode(text))
        }
        return label
    }

    private struct Mismatch: Error {
        let scan: Scan?
    }

    @Test func `a label of each system becomes an item`() throws {
        let gs1 = try label("]d2010735003540001017270331102B12A\u{1D}21SN1")
        #expect(gs1.item == ItemKey(system: .gtin, code: "07350035400010"))
        #expect(gs1.lot == "2B12A")
        #expect(gs1.serial == "SN1")
        #expect(gs1.expiry == CalendarDay(rawValue: 20_270_331))
        #expect(!gs1.isSuspicious)
        let hibc = try label("+A123BJC5D6E71/$$3270930LOT1I")
        #expect(hibc.item == ItemKey(system: .hibc, code: "A123BJC5D6E7"))
        #expect(hibc.lot == "LOT1")
        let blood = try label("=<E0382V00&>0262002359")
        #expect(blood.item == ItemKey(system: .isbt128, code: "E0382V00"))
        #expect(blood.expiry == CalendarDay(rawValue: 20_260_719))
        let ppn = try label("[)>\u{1E}06\u{1D}9N110375286414\u{1D}1TL1\u{1D}D270331\u{1D}S1\u{1E}\u{4}")
        #expect(ppn.item == ItemKey(system: .ppn, code: "110375286414"))
        #expect(ppn.lot == "L1")
        #expect(ppn.serial == "1")
    }

    @Test func `the second label of a pair is a part, a pallet and a place are what they are`() {
        let expiry = CalendarDay(rawValue: 20_270_331)
        #expect(decode("]C11727033110L1") == .part(LabelPart(system: .gtin, lot: "L1", expiry: expiry)))
        #expect(decode("+$LOT123G4") == .part(LabelPart(system: .hibc, lot: "LOT123", link: 0x47)))
        #expect(decode("=A99991712345600") == .part(LabelPart(system: .isbt128, serial: "A999917123456")))
        #expect(decode("]C100373500354000000011") == .logisticUnit("373500354000000011"))
        #expect(decode("]d24147350035400010") == .location("7350035400010"))
        guard case .item(let primary) = decode("+A123BJC5D6E71G") else {
            Issue.record("no item")
            return
        }
        #expect(primary.link == 0x47)
    }

    @Test func `what names a person is never told`() throws {
        #expect(decode("]d28018735003540000001235") == .refused(.personalKey))
        #expect(decode("]d28018735003540000001235\u{1D}7253ANDERSSON\u{1D}7254EVA") == .refused(.personalKey))
        let item = try label("]d2010735003540001010L1\u{1D}8018735003540000001235")
        #expect(item == ItemLabel(item: ItemKey(system: .gtin, code: "07350035400010"), lot: "L1"))
        #expect(decode("]d20107350035400010918112189876") == .refused(.personalNumber))
        #expect(decode("VIP123") == .refused(.personalKey))
        #expect(try label("]d2010735003540001021VIP123").serial == nil)
    }

    @Test func `a lot that may have swallowed a serial number is marked`() throws {
        #expect(try label("]d201073500354000101727033110ABC21SER12345").isSuspicious)
        #expect(try !label("]d201073500354000101727033110ABC21SER12345\u{1D}").isSuspicious)
    }

    @Test func `what a Swedish host makes of an American scanner is understood`() throws {
        #expect(decode("BKÖEMBARK") == .command(.patient(.embark)))
        #expect(decode("BKÖQTYÖ12") == .command(.quantity(12)))
        #expect(decode("PAT+000123") == .tag("PAT-000123"))
        #expect(decode("BKÖEMBARKS") == .refused(.malformed))
        #expect(try label("¨d2010735003540001010B+12").lot == "B-12")
        #expect(decode("¨d2010735003540001110B+12") == .refused(.malformed))
    }

    @Test func `glued scans are several, a bounce in them is one`() throws {
        let scans = scans("]d2010735003540001010L1]C100373500354000000011")
        #expect(scans.count == 2)
        #expect(scans.last == .logisticUnit("373500354000000011"))
        #expect(self.scans("]E07350035400010]E07350035400010").count == 1)
        #expect(self.scans("]d2010735003540001010L1]C100373500354000000012") == [.refused(.malformed)])
    }

    @Test(arguments: 0..<300)
    func `no bytes crash the decoder`(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        let alphabet = Array("]d2C10E017002134180\u{1D}-+BK:QTYAZ=&[)>{}|^`´åÖ9N\r".utf8)
        var bytes = Array("]d2".utf8.prefix(Int(seed % 4)))
        for _ in 0..<Int(seed % 60) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(alphabet[Int(state >> 33) % alphabet.count])
        }
        _ = decode(bytes)
    }
}

extension Token: ExpressibleByStringLiteral {
    /// For the literals of tests; anything that is no token becomes `?`.
    package init(stringLiteral value: String) {
        self = Token(rawValue: value) ?? "?"
    }
}
