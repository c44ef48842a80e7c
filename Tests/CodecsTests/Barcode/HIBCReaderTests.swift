import Codecs
import FieldModel
import TestKit
import Testing

@Suite struct HIBCReaderTests {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%".utf8)

    /// Adds the check character, by the table of the standard.
    private func checked(_ text: String) -> String {
        let sum = text.utf8.reduce(0) { $0 + (Self.alphabet.firstIndex(of: $1) ?? 0) }
        return text + String(UnicodeScalar(Self.alphabet[sum % 43]))
    }

    private func read(_ text: String, from first: Int = 0, year: Int = 2026) throws -> BarcodeReading {
        var reading = BarcodeReading(system: .hibc)
        try HIBCReader(currentYear: year).read(Array(text.utf8).span, from: first, into: &reading)
        return reading
    }

    private func fields(_ reading: BarcodeReading) -> [String] {
        let names: [(BarcodeField, String)] = [
            (.lic, "lic"), (.pcn, "pcn"), (.unitOfMeasure, "uom"), (.lot, "lot"), (.serial, "serial"),
            (.expiry, "exp"), (.manufacture, "mfg"), (.quantity, "qty"), (.link, "link"),
            (.location, "location"), (.supplement, "supplement"),
        ]
        return (0..<reading.count).map { index in
            let name = names.first { $0.0 == reading[index].field }?.1 ?? "?"
            return name + "=" + reading.text.string(reading[index].value)
        }
    }

    @Test func `the sample of the standard is read`() throws {
        let reading = try read("+A123BJC5D6E71G")
        #expect(fields(reading) == ["lic=A123", "pcn=BJC5D6E7", "uom=1"])
        #expect(reading.meaning.itemSystem == .hibc)
        #expect(reading.meaning.item.map(reading.text.string) == "A123BJC5D6E7")
        #expect((0..<3).map { reading[$0].position } == [1, 5, 13])
    }

    @Test(
        arguments: [
            ("27273LOT1", ["exp=2027-09-30", "lot=LOT1"]), ("24366", ["exp=2024-12-31"]), ("$", []),
            ("$LOT1", ["lot=LOT1"]), ("$+SN1", ["serial=SN1"]), ("$L-O.T 1", ["lot=L-O.T 1"]),
            ("$$0927LOT1", ["exp=2027-09", "lot=LOT1"]), ("$$1227", ["exp=2027-12"]),
            ("$$2093027LOT1", ["exp=2027-09-30", "lot=LOT1"]), ("$$3280229L", ["exp=2028-02-29", "lot=L"]),
            ("$$427093000LOT1", ["exp=2027-09-30T00", "lot=LOT1"]),
            ("$$527273LOT1", ["exp=2027-09-30", "lot=LOT1"]),
            ("$$62727323LOT1", ["exp=2027-09-30T23", "lot=LOT1"]), ("$$7LOT1", ["lot=LOT1"]),
            ("$$824", ["qty=24"]), ("$$8247LOT1", ["qty=24", "lot=LOT1"]),
            ("$$8240927LOT1", ["qty=24", "exp=2027-09", "lot=LOT1"]),
            ("$$824427093015LOT1", ["qty=24", "exp=2027-09-30T15", "lot=LOT1"]),
            ("$$9001002093027LOT1", ["qty=00100", "exp=2027-09-30", "lot=LOT1"]),
            ("$$90010062727315", ["qty=00100", "exp=2027-09-30T15"]),
            ("$$+0927SN1", ["exp=2027-09", "serial=SN1"]),
            ("$$+3270930SN1", ["exp=2027-09-30", "serial=SN1"]),
            ("$$+7SN1", ["serial=SN1"]),
            (
                "$LOT1/14D20270930/16D20250101/SSN7/Q5/LA3",
                [
                    "lot=LOT1", "exp=2027-09-30", "mfg=2025-01-01", "serial=SN7", "qty=5", "location=A3",
                ]
            ),
            ("$/Q100", ["qty=100"]), ("$LOT1/25SUN1", ["lot=LOT1", "supplement=25SUN1"]),
            ("$$3270930LOT1/14D20270930", ["exp=2027-09-30", "lot=LOT1"]),
        ] as [(String, [String])]
    )
    func `every secondary form is read alone and concatenated`(body: String, expected: [String]) throws {
        #expect(fields(try read(checked("+\(body)G"))) == expected + ["link=G"])
        let primary = ["lic=A123", "pcn=BJC5D6E7", "uom=1"]
        #expect(fields(try read(checked("+A123BJC5D6E71/\(body)"))) == primary + expected)
    }

    @Test func `the meaning is what the rest of the program uses`() throws {
        let reading = try read(checked("+A123BJC5D6E71/$$9001202093027LOT1/16D20250101/S77/LB4"))
        #expect(reading.meaning.expiry?.rawValue == 20_270_930)
        #expect(reading.meaning.expiryMinute == nil)
        #expect(reading.meaning.production?.rawValue == 20_250_101)
        #expect(reading.meaning.quantity == 120)
        #expect(reading.meaning.lot.map(reading.text.string) == "LOT1")
        #expect(reading.meaning.serial.map(reading.text.string) == "77")
        #expect(reading.meaning.location.map(reading.text.string) == "B4")
        let month = try read(checked("+$$0228LG"))
        #expect(month.meaning.expiry?.rawValue == 20_280_229)
        #expect(try read(checked("+$$427093015LG")).meaning.expiryMinute == 900)
    }

    @Test(arguments: [(2_026, 2_076), (2_026, 1_977), (2_050, 2_100), (2_099, 2_050)])
    func `two digits of a year mean the nearest one`(current: Int, expected: Int) throws {
        let digits = String(expected % 100 + 100).dropFirst()
        let reading = try read(checked("+$$3\(digits)0101LG"), year: current)
        #expect(reading.meaning.expiry?.rawValue == UInt32(expected * 10_000 + 101))
    }

    @Test(arguments: ["/", " ", "+", "$", "%", ".", "-"])
    func `a check or link character separates nothing`(character: String) throws {
        let lots = (0..<43).lazy.map { "LOT" + String(UnicodeScalar(Self.alphabet[$0])) }
        for lot in lots where !" $/+%".utf8.contains(lot.utf8.last ?? 0) {
            let text = checked("+A123BJC5D6E71/$\(lot)")
            guard text.hasSuffix(character) else { continue }
            #expect(fields(try read(text)).last == "lot=\(lot)")
        }
        let secondary = try read(checked("+$LOT1\(character)"))
        #expect(fields(secondary) == ["lot=LOT1", "link=\(character)"])
    }

    @Test func `a link that is not the check of the primary is refused`() throws {
        let primary = try read("+A123BJC5D6E71G")
        try HIBCReader.checkLink(primary: primary, secondary: try read("+$$3270930LOT1GJ"))
        #expect(throws: BarcodeError(.hibcLink, .link, position: 14)) {
            try HIBCReader.checkLink(primary: primary, secondary: try read("+$$3270930LOT1HK"))
        }
        #expect(throws: BarcodeError(.hibcLink, .link)) {
            try HIBCReader.checkLink(primary: primary, secondary: primary)
        }
    }

    @Test func `what a full ASCII reader of Code 39 folded is unfolded when the check proves it`() throws {
        let reading = try read("]A4a123BJC5D6E71G", from: 3)
        #expect(fields(reading) == ["lic=A123", "pcn=BJC5D6E7", "uom=1"])
        #expect((0..<3).map { reading[$0].position } == [3, 7, 15])
        let lot = checked("+A123BJC5D6E71/$LOT1")
        let folded = lot.replacing("+A", with: "a").replacing("$L", with: "\u{0C}")
        #expect(fields(try read(folded)).last == "lot=LOT1")
        #expect(throws: BarcodeError(.hibcCharset, position: 0)) { try read("a123BJC5D6E71H") }
    }

    @Test func `start and stop characters of Code 39 are left out`() throws {
        #expect(try read("*+A123BJC5D6E71G*").count == 3)
        #expect(try read("+A123BJC5D6E71G*").count == 3)
        #expect(try read("]A0*+A123BJC5D6E71G", from: 3)[0].position == 5)
    }

    @Test func `every wrong character is found`() throws {
        let good = Array(checked("+A123BJC5D6E71/$$3270930LOT1").utf8)
        for index in good.indices {
            for byte in Self.alphabet where byte != good[index] {
                var bad = good
                bad[index] = byte
                #expect(throws: BarcodeError.self) {
                    try read(String(decoding: bad, as: UTF8.self))
                }
            }
        }
    }

    @Test(arguments: [
        ("+", BarcodeError(.hibcShort, position: 1)), ("", BarcodeError(.hibcShort, position: 0)),
        ("**", BarcodeError(.hibcShort, position: 1)), ("+A1zy", BarcodeError(.hibcShort, position: 5)),
        ("+A123B1", BarcodeError(.hibcShort, position: 7)),
        ("+a123BJC5D6E71G", BarcodeError(.hibcCharset, position: 1)),
        ("+A123BJC5D6E7_G", BarcodeError(.hibcCharset, position: 13)),
        ("+A123BJC5D6E7å1G", BarcodeError(.hibcCharset, position: 13)),
        ("A123BJC5D6E71G", BarcodeError(.hibcCharset, position: 0)),
        ("+A123CJC5D6E71G", BarcodeError(.hibcCheck, position: 14)),
    ])
    func `a broken symbol is refused`(text: String, error: BarcodeError) {
        #expect(throws: error) { try read(text) }
    }

    @Test(arguments: [
        ("1123BJC5D6E71", BarcodeError(.hibcLIC, .lic, position: 1)),
        ("/A123BJC5D6E71", BarcodeError(.hibcLIC, .lic, position: 1)),
        ("A1-3BJC5D6E71", BarcodeError(.hibcLIC, .lic, position: 3)),
        ("A123BJ.5D6E71", BarcodeError(.hibcCharset, .pcn, position: 7)),
        ("A123BJC5D6E7X", BarcodeError(.hibcCharset, .unitOfMeasure, position: 13)),
        ("A123ABCDEFGHIJ1234567891", BarcodeError(.length, .pcn, position: 23)),
        ("A123B/$LOT12", BarcodeError(.hibcShort, .pcn, position: 6)),
        ("A123BJC5D6E71/$$527367LOT1", BarcodeError(.hibcDate, .expiry, position: 18)),
        ("A123BJC5D6E71/$$527366LOT1", BarcodeError(.hibcDate, .expiry, position: 18)),
        ("A123BJC5D6E71/$$1327LOT1", BarcodeError(.hibcDate, .expiry, position: 17)),
        ("A123BJC5D6E71/$$427093024LOT1", BarcodeError(.hibcDate, .expiry, position: 18)),
        ("A123BJC5D6E71/$$3270931LOT1", BarcodeError(.hibcDate, .expiry, position: 18)),
        ("A123BJC5D6E71/$$LOT1", BarcodeError(.hibcDate, .expiry, position: 17)),
        ("A123BJC5D6E71/$$32709", BarcodeError(.hibcDate, .expiry, position: 22)),
        ("A123BJC5D6E71/$$", BarcodeError(.hibcDate, .expiry, position: 17)),
        ("A123BJC5D6E71/$$82", BarcodeError(.hibcShort, .quantity, position: 19)),
        ("A123BJC5D6E71/$$8A17LOT", BarcodeError(.hibcCharset, .quantity, position: 18)),
        ("A123BJC5D6E71/$+", BarcodeError(.emptyValue, .serial, position: 17)),
        ("A123BJC5D6E71/$1234567890123456789", BarcodeError(.length, .lot, position: 34)),
        ("A123BJC5D6E71/$LO%T", BarcodeError(.hibcCharset, .lot, position: 18)),
        ("A123BJC5D6E71//$LOT", BarcodeError(.emptyValue, .supplement, position: 15)),
        ("A123BJC5D6E71/$LOT/1234", BarcodeError(.hibcCharset, .supplement, position: 20)),
        ("A123BJC5D6E71/$LOT/14D20270931", BarcodeError(.hibcDate, .expiry, position: 23)),
        ("A123BJC5D6E71/$LOT/16D270930", BarcodeError(.hibcDate, .manufacture, position: 23)),
        ("A123BJC5D6E71/$LOT/QX", BarcodeError(.hibcCharset, .quantity, position: 21)),
        ("A123BJC5D6E71/$+S1/SS2", BarcodeError(.duplicateConflict, .serial, position: 21)),
        ("A123BJC5D6E71/$$3270930L/14D20271001", BarcodeError(.duplicateConflict, .expiry, position: 29)),
    ])
    func `a symbol with a right check and a fault names the field and the byte`(
        body: String,
        error: BarcodeError
    ) {
        #expect(throws: error) { try read(checked("+" + body)) }
    }

    @Test func `what was good before a fault is still there`() {
        var reading = BarcodeReading(system: .gs1)
        let text = checked("+A123BJC5D6E71/$$3270931LOT1")
        #expect(throws: BarcodeError.self) {
            try HIBCReader(currentYear: 2026).read(Array(text.utf8).span, into: &reading)
        }
        #expect(fields(reading) == ["lic=A123", "pcn=BJC5D6E7", "uom=1"])
        #expect(reading.system == .hibc)
    }

    @Test func `no bytes trap`() {
        var source = SplitMix(43)
        let reader = HIBCReader(currentYear: 2026)
        let base = Array("+A123BJC5D6E71/$$9001203270930LOT1/14D20270930/16D20250101/S7/Q5/LX/".utf8)
        var reading = BarcodeReading(system: .hibc)
        var accepted = 0
        var misplaced = 0
        for round in 0..<100_000 {
            var bytes: [UInt8]
            if round % 4 == 0 {
                bytes = (0..<source.next(below: 40)).map { _ in UInt8(source.next(below: 256)) }
            } else {
                let start = source.next(below: 16)
                bytes = Array(base[0..<min(start, base.count)])
                for _ in 0..<source.next(below: 60) {
                    let pool = round % 4 == 1 ? Self.alphabet : base
                    bytes.append(pool[source.next(below: pool.count)])
                }
                let sum = bytes.reduce(0) { $0 + (Self.alphabet.firstIndex(of: $1) ?? 0) }
                bytes.append(Self.alphabet[sum % 43])
            }
            do throws(BarcodeError) {
                try reader.read(bytes.span, from: source.next(below: 3), into: &reading)
                accepted += 1
            } catch {
                if error.position ?? 0 > bytes.count + 3 { misplaced += 1 }
            }
        }
        #expect(accepted > 100)
        #expect(misplaced == 0)
    }
}
