import Codecs
import FieldModel
import TestKit
import Testing

@Suite struct GS1ReaderTests {
    private static let item = "0107350035400010"

    @Test(arguments: [
        "]d2\(item)1727033110B12A\u{1D}21SN0001", "]C1\(item)\u{1D}1727033110B12A\u{1D}21SN0001\u{1D}",
        "]Q3\u{1D}\(item)1727033110B12A\u{1D}21SN0001", "\(item)1727033110B12A\u{1D}21SN0001",
        "(01)07350035400010(17)270331(10)B12A(21)SN0001",
        "(01) 07350035400010 (17) 270331 (10) B12A (21) SN0001 ",
    ])
    func `a medicine pack reads the same in every form`(text: String) throws {
        let (reading, error) = GS1Text.read(text)
        #expect(error == nil)
        let expected = [["01", "07350035400010"], ["17", "270331"], ["10", "B12A"], ["21", "SN0001"]]
        #expect(GS1Text.elements(reading) == expected)
        let meaning = reading.meaning
        #expect(meaning.itemSystem == .gtin)
        #expect(meaning.item.map(reading.text.string) == "07350035400010")
        #expect(meaning.lot.map(reading.text.string) == "B12A")
        #expect(meaning.serial.map(reading.text.string) == "SN0001")
        #expect(meaning.expiry == CalendarDay(year: 2027, month: 3, day: 31))
        #expect(meaning.expiryMinute == nil)
        #expect(reading.printed == "(01)07350035400010(17)270331(10)B12A(21)SN0001")
        #expect(reading.deviceIdentifier == "07350035400010")
        #expect(reading.productionIdentifier == "(17)270331(10)B12A(21)SN0001")
    }

    @Test func `a pallet says what and how many it holds`() {
        let (reading, error) = GS1Text.read("]C10037350035400000001102073500354000103724")
        #expect(error == nil)
        #expect(reading.meaning.logisticUnit.map(reading.text.string) == "373500354000000011")
        #expect(reading.meaning.item.map(reading.text.string) == "07350035400010")
        #expect(reading.meaning.quantity == 24)
    }

    @Test func `an expiry with a time of day is an instant, wherever it stands`() {
        for text in [
            "]d2\(Self.item)1727033170032703301530", "]d2\(Self.item)70032703301530\u{1D}17270331",
        ] {
            let (reading, error) = GS1Text.read(text)
            #expect(error == nil)
            #expect(reading.meaning.expiry == CalendarDay(year: 2027, month: 3, day: 30))
            #expect(reading.meaning.expiryMinute == 930)
        }
    }

    @Test func `what was good before an error stays`() {
        let (reading, error) = GS1Text.read("]d2\(Self.item)10L1\u{1D}17271331")
        #expect(error == BarcodeError(.date, BarcodeField(rawValue: 17), position: 28))
        #expect(GS1Text.elements(reading) == [["01", "07350035400010"], ["10", "L1"]])
        #expect(reading.meaning.lot.map(reading.text.string) == "L1")
        #expect(reading.meaning.expiry == nil)
    }

    @Test func `half of a pair of labels says all it has`() {
        let (reading, error) = GS1Text.read("]C11727033110L1")
        #expect(error?.reason == .missingRequired)
        #expect(reading.meaning.expiry == CalendarDay(year: 2027, month: 3, day: 31))
        #expect(reading.meaning.lot.map(reading.text.string) == "L1")
    }

    @Test(
        arguments: [
            ("]C1", .emptyValue, nil, 3), ("]C1\u{1D}", .emptyValue, nil, 4),
            ("]d2\(item)1", .length, nil, 20), ("]d2\(item)80", .length, nil, 21),
            ("]d2\(item)81", .length, nil, 21), ("]d2\(item)05", .unknownAI, nil, 19),
            ("]d2\(item)AB", .unknownAI, nil, 19), ("]d2010735003540001", .length, 1, 18),
            ("]d20107350035\u{1D}10A", .length, 1, 13), ("]d2\(item)10", .emptyValue, 10, 21),
            ("]d2\(item)10ABCDEFGHIJKLMNOPQRSTU", .tooLong, 10, 41),
            ("]d2\(item)10A^B", .content, 10, 22), ("]d2\(item)20A1", .charset, 20, 21),
            ("]d28018735003540000001235\u{1D}8017735003540000001235", .excludedPair, 8_017, 30),
            ("]d2\(item)3712", .excludedPair, 1, 5),
        ] as [(String, BarcodeError.Reason, UInt16?, Int)]
    )
    func `an error says what, which and where`(
        text: String,
        reason: BarcodeError.Reason,
        ai: UInt16?,
        position: Int
    ) {
        let (_, error) = GS1Text.read(text)
        #expect(error == BarcodeError(reason, ai.map { BarcodeField(rawValue: $0) }, position: position))
    }

    @Test(arguments: [
        ("]d2\(item)10AB21SER12345", true, 2), ("]d2\(item)21S99917270331", true, 4),
        ("]d2\(item)21S99917270331" + "10LOT7", true, 4),
        ("]d2\(item)10AB21SER12345\u{1D}17270331", false, 0),
        ("]d2\(item)10AB17271399", false, 0), ("]d2\(item)21X1\u{1D}10AB21SER12345", false, 0),
        ("]d2\(item)10L2", false, 0),
    ])
    func `a separator that seems lost is told`(text: String, isSuspicious: Bool, count: Int) {
        let (reading, error) = GS1Text.read(text)
        #expect(error == nil)
        #expect(reading.meaning.isSuspicious == isSuspicious)
        #expect((reading.suspicion?.count ?? 0) == count)
    }

    @Test(arguments: [
        ("10A(21)B", "(10)A\\(21)B"), ("10A(21B", "(10)A(21B"), ("10A(\u{1D}21B", "(10)A((21)B"),
        ("10(10)\u{1D}21(05)", "(10)\\(10)(21)(05)"),
    ])
    func `a printed value that looks like an identifier reads the same again`(
        text: String,
        expected: String
    ) {
        let (reading, error) = GS1Text.read("0107350035400010" + text)
        #expect(error == nil)
        #expect(reading.printed == "(01)07350035400010" + expected)
        let (again, fault) = GS1Text.read(reading.printed)
        #expect(fault == nil)
        #expect(GS1Text.elements(again) == GS1Text.elements(reading))
    }

    @Test func `a person's number is known to be there and is not printed`() {
        let (reading, error) = GS1Text.read("]d28018735003540000001235\u{1D}7253ANDERSSON")
        #expect(error == nil)
        #expect(reading.meaning.namesPerson)
        #expect(reading.printed == "(8018)******************(7253)*********")
    }

    @Test func `a reading can be used again`() {
        let reader = GS1Reader(currentYear: 2026)
        var reading = BarcodeReading(system: .gs1)
        let first = Array("]d2\(Self.item)10AB21SER12345".utf8)
        let second = Array("]Z0X".utf8)
        #expect(throws: Never.self) { try reader.read(first.span, into: &reading) }
        #expect(throws: BarcodeError(.symbology, position: 0)) {
            try reader.read(second.span, into: &reading)
        }
        #expect(reading.count == 0)
        #expect(reading.text.count == 0)
        #expect(reading.meaning == BarcodeMeaning())
        #expect(reading.suspicion == nil)
    }

    /// Damaged scans of every kind; the seed is fixed so that a find can be repeated.
    @Test func `no bytes bring it down`() {
        let seeds = [
            "]d2\(Self.item)1727033110B12A\u{1D}21SN0001",
            "https://id.gs1.org/01/07350035400010/10/A%2FB?17=270331",
            "(01)07350035400010(10)A\\(B", "]E07046260123458|]e010A",
            "]C1811001234561234561111012331712318112001234561234560123456",
            "]d28007SE7280000810340009783242\u{1D}4158003",
            "]d2800401\u{1D}8013ABCD\u{1D}80060735003540001001027258",
        ].map { Array($0.utf8) }
        let reader = GS1Reader(currentYear: 2026)
        var reading = BarcodeReading(system: .gs1)
        var random = SplitMix(4)
        var accepted = 0
        for _ in 0..<50_000 {
            var bytes = seeds[Int(random.next() % UInt64(seeds.count))]
            for _ in 0...random.next() % 4 {
                let index = Int(random.next() % UInt64(bytes.count + 1))
                switch random.next() % 4 {
                case 0 where index < bytes.count: bytes.remove(at: index)
                case 1: bytes.insert(UInt8(0x30 + random.next() % 10), at: index)
                case 2 where index < bytes.count: bytes[index] = UInt8(truncatingIfNeeded: random.next())
                default: bytes.removeSubrange(index...)
                }
                if bytes.isEmpty { bytes = [0x30] }
            }
            do throws(BarcodeError) {
                try reader.read(bytes.span, into: &reading)
                accepted += 1
            } catch {
                #expect((0...bytes.count).contains(error.position ?? 0))
            }
            for index in 0..<reading.count {
                #expect(reading[index].value.range.upperBound <= reading.text.count)
            }
        }
        #expect(accepted > 0)
    }

    @Test func `more elements than there is room for are refused`() {
        let text = "]d2" + (0..<33).map { _ in "91A\u{1D}" }.joined()
        let (reading, error) = GS1Text.read(text)
        #expect(error?.reason == .tooLong)
        #expect(reading.count == BarcodeReading.maximumElements)
        let long =
            "]d2" + (0..<7).map { "9\($0 + 1)" + String(repeating: "A", count: 90) + "\u{1D}" }.joined()
        #expect(GS1Text.read(long).error?.reason == .tooLong)
    }
}
