import Codecs
import Testing

@Suite struct GS1RetailTests {
    @Test(
        arguments: [
            ("]E07350035400010", "07350035400010"), ("7350035400010", "07350035400010"),
            ("]E00036000291452", "00036000291452"), ("]E0036000291452", "00036000291452"),
            ("036000291452", "00036000291452"), ("]E473500537", "00000073500537"),
            ("73500537", "00000073500537"),
            ("]E004252614", "00042100005264"), ("04252614", "00042100005264"),
            ("]I117350035400017", "17350035400017"),
            ("17350035400017", "17350035400017"), ("]E3735003540001012", "07350035400010"),
            ("]E3735003540001012345", "07350035400010"),
        ]
    )
    func `retail digits are an item number`(text: String, number: String) {
        let (reading, error) = GS1Text.read(text)
        #expect(error == nil)
        #expect(GS1Text.elements(reading) == [["01", number]])
        #expect(reading.meaning.item.map(reading.text.string) == number)
    }

    @Test(
        arguments: [
            ("]E07350035400011", .checkDigit, 15), ("]E0735003540001", .length, 15),
            ("]E073500354000101", .tooLong, 16),
            ("]E0735003540001A", .charset, 15), ("]E473500538", .checkDigit, 10),
            ("]I11735003540001", .length, 16),
            ("]E112", .symbology, 0), ("]E37350035400010", .length, 16), ("7350035400011", .checkDigit, 12),
            ("]I017350035400017", .symbology, 0),
        ] as [(String, BarcodeError.Reason, Int)]
    )
    func `wrong retail digits are refused`(text: String, reason: BarcodeError.Reason, position: Int) {
        let error = GS1Text.read(text).error
        #expect(error?.reason == reason)
        #expect(error?.position == position)
    }

    @Test func `a composite goes on with element strings`() {
        let (reading, error) = GS1Text.read("]E07350035400010|]e01727033110L1")
        #expect(error == nil)
        #expect(GS1Text.elements(reading) == [["01", "07350035400010"], ["17", "270331"], ["10", "L1"]])
    }

    @Test func `a Nordic item number holds the article number`() {
        #expect(GS1Text.read("]E07046260123458").reading.nordicArticle == "012345")
        #expect(GS1Text.read("]E07350035400010").reading.nordicArticle == nil)
    }
}
