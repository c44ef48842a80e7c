import Codecs
import FieldModel
import Testing

@Suite struct GS1ParserTests {
    private let parser = GS1Parser(currentYear: 2026)

    private func parse(_ text: String, from start: Int = 3) throws(GS1Error) -> GS1Label {
        let bytes = Array(text.utf8)
        return try parser.parse(bytes.span, from: start)
    }

    @Test(arguments: [
        "]d201073500354000101727033110B12A\u{1D}21SN0001",
        "]C10107350035400010\u{1D}10B12A\u{1D}17270331\u{1D}21SN0001",
        "]Q3\u{1D}21SN0001\u{1D}010735003540001010B12A\u{1D}17270331\u{1D}",
    ])
    func `elements are read in any order`(text: String) throws {
        let label = try parse(text)
        #expect(label.gtin?.rawValue == "07350035400010")
        #expect(label.lot?.rawValue == "B12A")
        #expect(label.serial?.rawValue == "SN0001")
        #expect(label.expiry == CalendarDay(year: 2027, month: 3, day: 31))
    }

    @Test(
        arguments: [
            ("270200", 20_270_228), ("280200", 20_280_229), ("760101", 20_760_101), ("770101", 19_770_101),
            ("991231", 19_991_231), ("261130", 20_261_130),
        ] as [(String, UInt32)]
    )
    func `dates get their century and their last day`(text: String, day: UInt32) throws {
        #expect(try parse("]d217\(text)").expiry?.rawValue == day)
    }

    @Test(arguments: [
        ("]C100373500354000000012", GS1Error(.checkDigit, ai: "00", position: 22)),
        ("]d24147350035400011", GS1Error(.checkDigit, ai: "414", position: 18)),
        ("]d28018735003540000001236", GS1Error(.checkDigit, ai: "8018", position: 24)),
        ("]d2010735003540001011260015", GS1Error(.date, ai: "11", position: 23)),
        ("]d217270230", GS1Error(.date, ai: "17", position: 9)),
        ("]d2010735003540001010L1\u{1D}\u{1D}21S1", GS1Error(.unknownAI, position: 24)),
        ("]d299X", GS1Error(.unknownAI, position: 3)), ("]d2", GS1Error(.empty, position: 3)),
        ("]d20107350035", GS1Error(.length, ai: "01", position: 13)),
        ("]d210", GS1Error(.length, ai: "10", position: 5)),
        ("]d210A B", GS1Error(.charset, ai: "10", position: 6)),
        ("]d20107350035400O10", GS1Error(.charset, ai: "01", position: 16)),
        ("]d210A\u{1D}10B", GS1Error(.conflict, ai: "10", position: 9)),
        ("]d210ABCDEFGHIJKLMNOPQRST21X", GS1Error(.length, ai: "10", position: 25)),
    ])
    func `a fault names its element and its byte`(text: String, error: GS1Error) {
        #expect(throws: error) { try parse(text) }
    }

    @Test func `a lost separator that overruns a lot is refused`() {
        #expect(throws: GS1Error.self) { try parse("]d20107350035400010" + "10B12345678" + "21SERIAL000001") }
    }

    @Test func `the number of a person is recognised and never returned`() throws {
        let label = try parse("]d28018735003540000001235\u{1D}10B12A")
        #expect(label.namesPerson)
        #expect(!String(describing: label).contains("7350035400000012"))
        #expect(try parse("]d28018735003540000001235").scan == .refused(.personalKey))
    }

    @Test func `a pallet without an item is a logistic unit and a GLN a place`() throws {
        let pallet = try #require(Token(rawValue: "373500354000000011"))
        let place = try #require(Token(rawValue: "7350035400010"))
        #expect(try parse("]C100373500354000000011").scan == .logisticUnit(pallet))
        #expect(try parse("]C14147350035400010").scan == .location(place))
    }

    @Test func `the count is a number`() throws {
        #expect(try parse("]C101073500354000103700000120").count == 120)
    }
}
