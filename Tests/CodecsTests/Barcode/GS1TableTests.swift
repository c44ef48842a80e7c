import Testing

@testable import Codecs

@Suite struct GS1TableTests {
    /// 541 identifiers stand in release 26 of the General Specifications, counting every number of a range.
    @Test func `every identifier is there once`() {
        #expect(GS1Table.current.count == 541)
        let found = (0..<10_000).filter {
            GS1Table.current.index(of: BarcodeField(rawValue: UInt16($0))) != nil
        }
        #expect(found.count == 541)
        #expect(found.last == 8_200)
    }

    @Test(
        arguments: [
            ("00", 0), ("01", 1), ("37", 37), ("235", 235), ("414", 414), ("3105", 3_105), ("7039", 7_039),
            ("717", 717), ("8043", 8_043), ("99", 99),
        ] as [(String, UInt16)]
    )
    func `an identifier is found by its digits`(text: String, number: UInt16) {
        let bytes = Array((text + "X").utf8)
        let found = GS1Table.current.find(bytes.span, at: 0, before: bytes.count)
        #expect(found?.digits == text.utf8.count)
        #expect(found?.field.rawValue == number)
        #expect(found?.field.identifier == text)
    }

    @Test(arguments: ["04", "18", "236", "3106", "3946", "719", "7043", "8044", "83", "0A", "X1"])
    func `others are unknown`(text: String) {
        let bytes = Array((text + "0000").utf8)
        let found = GS1Table.current.find(bytes.span, at: 0, before: bytes.count)
        #expect(found == nil)
        let isCut = GS1Table.current.isCut(bytes.span, at: 0, before: bytes.count)
        #expect(!isCut)
    }

    @Test(arguments: ["", "0", "9", "23", "31", "310", "701", "8", "80", "800"])
    func `what is cut short could become an identifier`(text: String) {
        let bytes = Array(text.utf8)
        let found = GS1Table.current.find(bytes.span, at: 0, before: bytes.count)
        #expect(found == nil)
        let isCut = GS1Table.current.isCut(bytes.span, at: 0, before: bytes.count)
        #expect(isCut == !text.isEmpty)
    }

    @Test(arguments: ["5", "6", "04", "18", "01", "237", "3A", "X"])
    func `what is no beginning of one could not`(text: String) {
        let bytes = Array(text.utf8)
        let isCut = GS1Table.current.isCut(bytes.span, at: 0, before: bytes.count)
        #expect(!isCut)
    }

    @Test func `of all digits right before a place just the identifiers are found`() {
        var texts = [""]
        for _ in 1...4 { texts += texts.flatMap { text in (0..<10).map { text + "\($0)" } } }
        for text in Set(texts).union(["00001", "12345678"]) {
            let bytes = Array(("12345678/" + text + "/1").utf8)
            let found = GS1Table.current.find(bytes.span, before: bytes.count - 2)
            let number = UInt16(text) ?? 10_000
            let field = BarcodeField(rawValue: number)
            let row = GS1Table.current.index(of: field)
            let isIdentifier = row != nil && field.identifier == text
            #expect(found?.row == (isIdentifier ? row : nil))
            #expect(found?.field == (isIdentifier ? field : nil))
            #expect(found?.digits == (isIdentifier ? text.utf8.count : nil))
        }
    }

    @Test func `what is too near to the start is not looked at`() {
        let bytes = Array("12345/01".utf8)
        for end in 0..<8 { #expect(GS1Table.current.find(bytes.span, before: end) == nil) }
        #expect(GS1Table.current.find(bytes.span, before: 8)?.row == GS1Table.current.index(of: .gtin))
    }

    /// General Specifications, figure 7.8.5-2: the first two digits tell what needs no separator.
    @Test func `the identifiers of predefined length are those of the figure`() {
        let predefined = Set(
            GS1Table.current.rows.filter { $0.traits.contains(.predefined) }.map { row in
                row.first < 100 ? row.first : row.first < 1_000 ? row.first / 10 : row.first / 100
            }
        )
        #expect(predefined == [0, 1, 2, 3, 11, 12, 13, 15, 17, 20, 31, 32, 33, 34, 35, 36, 41])
    }
}
