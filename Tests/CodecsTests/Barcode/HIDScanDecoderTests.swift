import Codecs
import FieldModel
import Testing

@Suite struct HIDScanDecoderTests {
    private func decoder(_ descriptor: [UInt8] = HIDReports.scanner) throws -> HIDScanDecoder {
        HIDScanDecoder(layout: try layout(descriptor))
    }

    private func layout(_ descriptor: [UInt8]) throws -> HIDScanLayout {
        try #require(HIDScanLayout(try HIDReportDescriptor(descriptor.span)))
    }

    @Test func `a report is a scan with its AIM identifier in front`() throws {
        var decoder = try decoder()
        let scan = decoder.take(HIDReports.report("010735003540001010B12A\u{1D}21SN1")[...])
        #expect(scan == KeyedScan(bytes: Array("]d2010735003540001010B12A\u{1D}21SN1".utf8)))
        let bytes = try #require(scan?.bytes)
        let read = ScanDecoder(reader: ScanReader(currentYear: 2026)).decode(bytes.span)
        guard case .item(let label) = read.first else {
            Issue.record("no item")
            return
        }
        #expect(label.serial?.rawValue == "SN1")
    }

    /// What the three symbology fields say, and what stands in front of the data.
    private static let identifiers: [(said: String, expected: String)] = [
        ("]Q3", "]Q3A"), ("d2\0", "]d2A"), ("C1\0", "]C1A"), ("\0\0\0", "A"), ("]\0\0", "A"), ("]9]", "A"),
    ]

    @Test(arguments: identifiers)
    func `the identifier is taken where there is one`(_ said: String, _ expected: String) throws {
        var decoder = try decoder()
        let scan = decoder.take(HIDReports.report("A", identifier: said)[...])
        #expect(scan?.bytes == Array(expected.utf8))
    }

    @Test func `an identifier in the data too is not doubled`() throws {
        var decoder = try decoder()
        #expect(decoder.take(HIDReports.report("]d2A")[...])?.bytes == Array("]d2A".utf8))
    }

    @Test func `a long scan comes in parts`() throws {
        var decoder = try decoder()
        let part = String(repeating: "7", count: 56)
        #expect(decoder.take(HIDReports.report(part, isContinued: true)[...]) == nil)
        #expect(decoder.isReading)
        #expect(decoder.take(HIDReports.report(part, isContinued: true)[...]) == nil)
        let scan = decoder.take(HIDReports.report("END")[...])
        #expect(scan?.bytes == Array(("]d2" + part + part + "END").utf8))
        #expect(!decoder.isReading)
    }

    @Test func `a scan whose rest never comes is refused, and the next one is whole`() throws {
        var decoder = try decoder()
        let part = String(repeating: "7", count: 56)
        _ = decoder.take(HIDReports.report(part, isContinued: true)[...])
        #expect(decoder.pause() == KeyedScan(bytes: [], refusal: .incomplete))
        #expect(decoder.pause() == nil)
        _ = decoder.take(HIDReports.report(part, isContinued: true)[...])
        let other = decoder.take(HIDReports.report("A", identifier: "]C1")[...])
        #expect(other == KeyedScan(bytes: [], refusal: .incomplete))
        #expect(decoder.take(HIDReports.report("A")[...])?.bytes == Array("]d2A".utf8))
    }

    @Test func `parts without end are refused and held no further`() throws {
        var decoder = try decoder()
        let part = String(repeating: "7", count: 56)
        for _ in 0..<10_000 { #expect(decoder.take(HIDReports.report(part, isContinued: true)[...]) == nil) }
        #expect(decoder.take(HIDReports.report("A")[...]) == KeyedScan(bytes: [], refusal: .tooLong))
    }

    @Test func `a length that the report does not hold, or a report cut short, is refused`() throws {
        var decoder = try decoder()
        #expect(
            decoder.take(HIDReports.report("A", length: 57)[...]) == KeyedScan(bytes: [], refusal: .malformed)
        )
        #expect(
            decoder.take(HIDReports.report("ABC").prefix(40)) == KeyedScan(bytes: [], refusal: .malformed)
        )
        #expect(decoder.take([2]) == KeyedScan(bytes: [], refusal: .malformed))
        #expect(decoder.take(HIDReports.report("AB", length: 1)[...])?.bytes == Array("]d2A".utf8))
    }

    @Test func `other reports and empty ones say nothing`() throws {
        var decoder = try decoder()
        #expect(decoder.take([]) == nil)
        #expect(decoder.take([4, 0x7F]) == nil)
        #expect(decoder.take(HIDReports.report("")[...]) == nil)
    }

    @Test func `a scanner that says no more than the data is read up to its last byte`() throws {
        var decoder = try decoder(HIDReports.bare)
        let report = Array("(01)07350035400010".utf8) + [UInt8](repeating: 0, count: 14)
        #expect(decoder.take(report[...])?.bytes == Array("(01)07350035400010".utf8))
        #expect(try layout(HIDReports.bare).goodBeep == nil)
    }

    @Test func `the beeps are one flag each of an output report`() throws {
        let layout = try layout(HIDReports.scanner)
        #expect(layout.errorBeep == [4, 0b0010_0000])
        #expect(layout.goodBeep == [4, 0b0100_0000])
    }
}
