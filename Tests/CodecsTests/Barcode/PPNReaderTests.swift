import Codecs
import FieldModel
import TestKit
import Testing

@Suite struct PPNReaderTests {
    private func read(_ text: String, from first: Int = 0) throws -> BarcodeReading {
        var reading = BarcodeReading(system: .ppn)
        try PPNReader(currentYear: 2026).read(Array(text.utf8).span, from: first, into: &reading)
        return reading
    }

    private func enveloped(_ elements: String...) -> String {
        "[)>\u{1E}06\u{1D}" + elements.joined(separator: "\u{1D}") + "\u{1E}\u{04}"
    }

    @Test func `a full code is read`() throws {
        let text = enveloped(
            "9N110375286414",
            "1T12345ABCD",
            "D270331",
            "SABC-_1",
            "16D20250101",
            "8P04150123456782",
            "Q12",
            "27P1"
        )
        let reading = try read("]d1" + text, from: 3)
        let expected: [(BarcodeField, String, UInt16)] = [
            (.ppn, "110375286414", 12), (.batch, "12345ABCD", 27), (.expiryDay, "2027-03-31", 38),
            (.serialNumber, "ABC-_1", 46), (.manufactureDay, "2025-01-01", 56),
            (.itemNumber, "04150123456782", 67),
            (.count, "12", 83), (.otherData, "27P1", 86),
        ]
        #expect(reading.count == expected.count)
        for (index, element) in expected.enumerated() {
            #expect(reading[index].field == element.0)
            #expect(reading.text.string(reading[index].value) == element.1)
            #expect(reading[index].position == element.2)
        }
        #expect(reading.pzn.map(reading.text.string) == "03752864")
        #expect(reading.meaning.itemSystem == .ppn)
        #expect(reading.meaning.item.map(reading.text.string) == "110375286414")
        #expect(reading.meaning.lot.map(reading.text.string) == "12345ABCD")
        #expect(reading.meaning.serial.map(reading.text.string) == "ABC-_1")
        #expect(reading.meaning.expiry?.rawValue == 20_270_331)
        #expect(reading.meaning.production?.rawValue == 20_250_101)
        #expect(reading.meaning.quantity == 12)
    }

    @Test(arguments: [
        "9N110375286414\u{1D}S1", "\u{1D}9N110375286414\u{1D}\u{1D}S1\u{1D}",
        "S1\u{1D}9N110375286414\u{1E}\u{04}",
        "[)>\u{1E}06\u{1D}9N110375286414\u{1D}S1\u{1E}", "[)>\u{1E}06\u{1D}9N110375286414\u{1D}S1",
    ])
    func `the envelope may be gone or broken`(text: String) throws {
        let reading = try read(text)
        #expect(reading.count == 2)
        #expect(reading.meaning.serial.map(reading.text.string) == "1")
    }

    @Test func `a month as expiry is its last day`() throws {
        let reading = try read(enveloped("9N110375286414", "D280200"))
        #expect(reading.text.string(reading[1].value) == "2028-02")
        #expect(reading.meaning.expiry?.rawValue == 20_280_229)
    }

    @Test func `the product numbers of other agencies need no PZN`() throws {
        let body = Array("13ABC123456".utf8)
        let check = String(100 + PharmacyNumber.check97(body.span, 0..<body.count)).dropFirst()
        let reading = try read("9N13ABC123456" + check)
        #expect(reading.pzn == nil)
        #expect(reading.meaning.item.map(reading.text.string) == "13ABC123456" + check)
    }

    @Test func `a GTIN has 14 digits in the end`() throws {
        let reading = try read(enveloped("9N110375286414", "8P7350035400010", "8P96385074"))
        #expect(reading.text.string(reading[1].value) == "07350035400010")
        #expect(reading.text.string(reading[2].value) == "00000096385074")
    }

    @Test(arguments: [
        ("03752864", true), ("12345678", true), ("45678900", true), ("03752865", false), ("0375286A", false),
        ("3752864", false),
    ])
    func `the check digit of a PZN is that of modulo 11`(text: String, isGood: Bool) {
        let bytes = Array(text.utf8)
        #expect(PharmacyNumber.isPZN8(bytes.span, 0..<bytes.count) == isGood)
    }

    @Test func `every wrong digit of a PPN is found`() {
        let good = Array("9N110375286414".utf8)
        for index in 2..<good.count {
            for digit in UInt8(0x30)...0x39 where digit != good[index] {
                var bad = good
                bad[index] = digit
                #expect(throws: BarcodeError.self) { try read(String(decoding: bad, as: UTF8.self)) }
            }
        }
    }

    @Test(arguments: [
        ("9N110375286415", BarcodeError(.ppnCheck, .ppn, position: 12)),
        ("9N110375286525", BarcodeError(.pznCheck, .ppn, position: 11)),
        ("9N11114", BarcodeError(.ppnCheck, .ppn, position: 5)),
        ("9N11", BarcodeError(.length, .ppn, position: 4)),
        ("S1", BarcodeError(.missingRequired, .ppn, position: 0)),
        ("", BarcodeError(.missingRequired, .ppn, position: 0)),
        ("9N110375286414\u{1D}S", BarcodeError(.emptyValue, .serialNumber, position: 16)),
        ("9N110375286414\u{1D}?1", BarcodeError(.unknownAI, position: 15)),
        ("9N110375286414\u{1D}1234", BarcodeError(.unknownAI, position: 15)),
        ("9N110375286414\u{1D}D271301", BarcodeError(.date, .expiryDay, position: 16)),
        ("9N110375286414\u{1D}D270229", BarcodeError(.date, .expiryDay, position: 16)),
        ("9N110375286414\u{1D}D2703", BarcodeError(.length, .expiryDay, position: 20)),
        ("9N110375286414\u{1D}16D20270300", BarcodeError(.date, .manufactureDay, position: 18)),
        ("9N110375286414\u{1D}1TABCDEFGHIJKLMNOPQRSTU", BarcodeError(.length, .batch, position: 37)),
        ("9N110375286414\u{1D}SA B", BarcodeError(.charset, .serialNumber, position: 17)),
        ("9N110375286414\u{1D}8P07350035400011", BarcodeError(.checkDigit, .itemNumber, position: 30)),
        ("9N110375286414\u{1D}S1\u{1D}S2", BarcodeError(.duplicateConflict, .serialNumber, position: 19)),
        ("9n110375286414", BarcodeError(.unknownAI, position: 0)),
    ])
    func `a fault names the element and the byte`(text: String, error: BarcodeError) {
        #expect(throws: error) { try read(text) }
    }

    @Test func `a code is known by its envelope or its first element`() {
        let claims = { (text: String, first: Int) in PPNReader.claims(Array(text.utf8).span, from: first) }
        #expect(claims(enveloped("S1"), 0))
        #expect(claims("]d19N110375286414", 3))
        #expect(!claims("]d1", 3))
        #expect(!claims("", 3))
        #expect(!claims("[)>\u{1E}05\u{1D}0104150123456782", 0))
    }

    @Test func `no bytes trap`() {
        var source = SplitMix(97)
        let pieces = [
            "[)>\u{1E}06", "\u{1D}", "9N110375286414", "S", "1T", "D270331", "D", "8P04150123456782", "8P",
            "Q99999999",
            "16D20250101", "27Q", "123", "\u{1E}", "\u{04}", "ABC",
        ].map { Array($0.utf8) }
        var reading = BarcodeReading(system: .ppn)
        let reader = PPNReader(currentYear: 2026)
        var accepted = 0
        for round in 0..<100_000 {
            var bytes: [UInt8] = []
            for _ in 0..<source.next(below: 9) {
                if round % 3 == 0 { bytes.append(UInt8(source.next(below: 256))) }
                bytes += pieces[source.next(below: pieces.count)]
                if round % 2 == 0 { bytes.append(0x1D) }
            }
            do throws(BarcodeError) {
                try reader.read(bytes.span, from: source.next(below: 2), into: &reading)
                accepted += 1
            } catch {}
        }
        #expect(accepted > 500)
    }
}
