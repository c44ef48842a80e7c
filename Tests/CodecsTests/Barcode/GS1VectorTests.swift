import Codecs
import Testing

@Suite(.enabled(if: BarcodeVectors.arePresent, "shared/vectors/barcode.jsonl is not beside the project"))
struct GS1VectorTests {
    @Test func `the file has cases`() {
        #expect(BarcodeVectors.cases(of: "gs1").count >= 180)
    }

    @Test(arguments: BarcodeVectors.cases(of: "gs1"))
    func `every case reads as expected`(vector: BarcodeVectors.Case) {
        let reader = GS1Reader(currentYear: vector.nowYear ?? 2026)
        let bytes = Array(vector.input.utf8)
        var reading = BarcodeReading(system: .gs1)
        var failure: BarcodeError?
        do throws(BarcodeError) { try reader.read(bytes.span, into: &reading) } catch { failure = error }
        let expected = vector.expect
        #expect((failure == nil) == expected.ok, "\(String(describing: failure))")
        #expect(failure?.reason.rawValue == expected.error)
        if let ai = expected.ai { #expect(failure?.field?.identifier == ai) }
        if let position = expected.pos { #expect(failure?.position == position) }
        if let symbology = expected.symbology {
            #expect(reading.symbology == Symbology(Array(symbology.utf8).span))
        }
        if let elements = expected.elements { #expect(GS1Text.elements(reading) == elements) }
        if let dates = expected.dates { #expect(GS1Text.dates(reading) == dates) }
        #expect(reading.meaning.isSuspicious == (expected.warn == "possible_missing_separator"))
        #expect(reading.isPlain == (expected.kind == "plain"))
        if let article = expected.nordicVnr { #expect(reading.nordicArticle == article) }
    }
}
