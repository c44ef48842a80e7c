import Codecs
import FieldModel
import TestKit
import Testing

@Suite struct ISBT128ReaderTests {
    private func read(_ text: String, from first: Int = 0) throws -> BarcodeReading {
        var reading = BarcodeReading(system: .isbt128)
        try ISBT128Reader().read(Array(text.utf8).span, from: first, into: &reading)
        return reading
    }

    private func structures(_ reading: BarcodeReading) -> [UInt16] {
        (0..<reading.count).compactMap { reading.structure($0) }
    }

    private func value(_ reading: BarcodeReading, _ index: Int = 0) -> String {
        reading.text.string(reading[index].value)
    }

    @Test(
        arguments: [
            ("=A99991712345600", 1, "A99991712345600"), ("=%5100", 2, "5100"), ("=%Mq0A", 2, "Mq0A"),
            ("=<E0382V00", 3, "E0382V00"), ("=<S12954A0", 3, "S12954A0"), ("=<E0382VAa", 3, "E0382VAa"),
            ("=>026200", 4, "026200"), ("&>0262002359", 5, "0262002359"), ("=*026150", 6, "026150"),
            ("&*0261500830", 7, "0261500830"), ("=}026151", 8, "026151"), ("&}0261510000", 9, "0261510000"),
            ("&(N0008", 10, "N0008"), ("={000000000000000000", 11, "000000000000000000"),
            ("=\\999999999999999900", 12, "999999999999999900"),
            ("&\\999999999999999900", 13, "999999999999999900"),
            ("&{010203040000000000", 14, "010203040000000000"),
            ("=[010101020801080209", 15, "010101020801080209"),
            ("=\"010115019999999999", 16, "010115019999999999"), ("=)2XX00AB123", 17, "2XX00AB123"),
            ("&)00001234rZ", 18, "00001234rZ"), ("='A999900395A", 20, "A999900395A"),
            ("=-XX00027QzE", 21, "XX00027QzE"), ("&-00001234rZ", 22, "00001234rZ"),
            ("=]203012", 26, "203012"), ("&\"010101010100000000", 27, "010101010100000000"),
            ("=$A999917123450110", 28, "A999917123450110"),
            ("&$0101000100350000", 29, "0101000100350000"),
            ("&$020100010035000001000200025000", 29, "020100010035000001000200025000"),
            ("&%0010040010406", 30, "0010040010406"),
            ("=(1001202612312359", 31, "1001202612312359"),
            ("=,AAABAC", 32, "AAABAC"), ("&+A9999AB3456", 33, "A9999AB3456"),
            ("=/A9997AB3456T0123", 34, "A9997AB3456T0123"),
            ("&,10000000000005434RZ", 35, "0000000000005434RZ"),
            ("&,20000000000001234RZ", 36, "0000000000001234RZ"),
            ("&/CHA999917A00001", 40, "CHA999917A00001"), ("&aanything, really", 0, "anything, really"),
            ("&!1", 0, "1"),
        ] as [(String, UInt16, String)]
    )
    func `every structure is known by its identifier`(text: String, number: UInt16, content: String) throws {
        let reading = try read(text)
        #expect(structures(reading) == [number])
        #expect(value(reading) == content)
        #expect(Int(reading[0].position) == text.utf8.count - content.utf8.count)
        #expect(!reading.meaning.namesPerson)
        guard number > 0 else { return }
        for count in 2..<text.utf8.count {
            #expect(throws: BarcodeError.self) { try read(String(text.prefix(count))) }
        }
        let field = BarcodeField.isbt128(number)
        #expect(throws: BarcodeError(.isbtLength, field, position: text.utf8.count)) { try read(text + "0") }
        #expect(throws: BarcodeError(.isbtLength, field, position: text.utf8.count - 1)) {
            try read(text.dropLast() + "=%5100")
        }
    }

    @Test(
        arguments: [
            ("=;A99990000222244445555", 19), ("=#0119800101", 24), ("&#0110ABCDE12345", 25),
            ("&,3123400000000000000A", 37), ("&;4711", 0),
        ] as [(String, UInt16)]
    )
    func `what tells of a person is known and never kept`(text: String, number: UInt16) throws {
        let reading = try read(text)
        #expect(structures(reading) == [number])
        #expect(reading.meaning.namesPerson)
        #expect(value(reading).isEmpty)
        #expect(reading.text.count == 0)
    }

    @Test func `the check of a donor registration is verified`() throws {
        let good = (0..<37).filter { (try? read("&:12340000000000A1B\($0 < 10 ? "0" : "")\($0)")) != nil }
        #expect(good.count == 1)
    }

    @Test(
        arguments: [
            ("=>026200", 20_260_719, nil), ("=>028366", 20_281_231, nil), ("=>999365", 19_991_231, nil),
            ("=>100001", 21_000_101, nil), ("&>0262002359", 20_260_719, nil), ("&>0262000001", 20_260_719, 1),
            ("=]202802", 20_280_229, nil), ("=(1001202612311200", 20_261_231, 720),
        ] as [(String, UInt32, UInt16?)]
    )
    func `expiry is a day and a minute`(text: String, day: UInt32, minute: UInt16?) throws {
        let meaning = try read(text).meaning
        #expect(meaning.expiry?.rawValue == day)
        #expect(meaning.expiryMinute == minute)
    }

    @Test func `collection and production are no expiry`() throws {
        #expect(try read("&*0261500830").meaning == BarcodeMeaning())
        #expect(try read("=}026151").meaning.production?.rawValue == 20_260_531)
        #expect(try read("=(1003202612312359").meaning.production?.rawValue == 20_261_231)
        let collection = try read("&*0261500830")
        #expect(collection.date(0)?.day.rawValue == 20_260_530)
        #expect(collection.date(0)?.minute == 510)
        #expect(try read("&(N0008").date(0) == nil)
    }

    @Test(arguments: [
        "=>026000", "=>026366", "=>028367", "=>226001", "&>0262002400", "&>0262000060", "=]202613",
        "=]202600",
        "=(1001202613012359", "=(1001202602292359", "=(1001202602282400", "=*027366", "&}0260001200",
    ])
    func `a day or time that does not exist is refused`(text: String) {
        let number = ISBT128ReaderTests.numbers[String(text.prefix(2))] ?? 0
        #expect(throws: BarcodeError(.isbtDate, .isbt128(number), position: 2)) { try read(text) }
    }

    private static let numbers: [String: UInt16] = [
        "=>": 4, "&>": 5, "=*": 6, "&}": 9, "=]": 26, "=(": 31,
    ]

    @Test func `a donation has flags that may check it`() throws {
        let reading = try read("=A99991712345600")
        #expect(reading.meaning.donation.map(reading.text.string) == "A999917123456")
        #expect(reading.donationFlags.map(reading.text.string) == "00")
        for flags in 0...99 {
            let text = "=A999917123456" + String(100 + flags).dropFirst()
            if flags < 60 || flags > 96 || flags == 69 {
                #expect(try read(text).count == 1)
            } else {
                #expect(throws: BarcodeError(.isbtCheck, .isbt128(1), position: 14)) { try read(text) }
            }
        }
    }

    @Test(arguments: [
        ("G123417654321", "A"), ("A999917123456", "9"), ("V000126000001", "*"),
    ])
    func `a typed donation gets or proves its check character`(text: String, check: String) throws {
        for typed in [text, text + check, text + "00", text + "00" + check] {
            let reading = try read(typed)
            #expect(reading.donationCheck.map { String(UnicodeScalar($0)) } == check)
            #expect(reading.meaning.donation.map(reading.text.string) == text)
        }
        #expect(throws: BarcodeError(.isbtCheck, .isbt128(1), position: 13)) { try read(text + "Z") }
        #expect(throws: BarcodeError(.isbtLength, .isbt128(1), position: 12)) {
            try read(String(text.dropLast()))
        }
    }

    @Test func `codes that were read together are read apart`() throws {
        let reading = try read("]C4=<E0382V00&>0262001200=A99991712345600=%5100&(N0008&(N0009", from: 3)
        #expect(structures(reading) == [3, 5, 1, 2, 10, 10])
        #expect((0..<6).map { reading[$0].position } == [5, 15, 26, 43, 49, 56])
        #expect(reading.meaning.itemSystem == .isbt128)
        #expect(reading.meaning.item.map(reading.text.string) == "E0382V00")
        #expect(reading.meaning.expiryMinute == 720)
        #expect(reading.bloodGroup?.abo == .o)
        #expect(reading.bloodGroup?.rhD == .positive)
    }

    @Test func `a device of human origin is its processor's product`() throws {
        let reading = try read("=+04000=/A9997AB3456T0123=,000001=A99991712345600&,10000000000005434RZ")
        #expect(structures(reading) == [34, 32, 1, 35])
        #expect(reading.meaning.item.map(reading.text.string) == "A9997AB3456T0123")
        #expect(reading.meaning.lot.map(reading.text.string) == "5434RZ")
    }

    @Test func `a lot of a container is the lot of supplies only`() throws {
        let supply = try read("=)2XX00AB123&)00001234rZ")
        #expect(supply.meaning.lot.map(supply.text.string) == "1234rZ")
        #expect(try read("=A99991712345600&)00001234rZ").meaning.lot == nil)
    }

    @Test func `a compound message holds as many structures as it says`() throws {
        #expect(structures(try read("=+02000=A99991712345600=%5100")) == [1, 2])
        #expect(structures(try read("=+02017=A99991712345600=%5100")) == [1, 2])
    }

    @Test(arguments: [
        ("=+03000=A99991712345600=%5100", BarcodeError(.isbtCompound, .isbt128(23), position: 29)),
        ("=+01000=A99991712345600=%5100", BarcodeError(.isbtCompound, .isbt128(23), position: 29)),
        ("=+00000", BarcodeError(.isbtCompound, .isbt128(23), position: 2)),
        ("=%5100=+01000=A99991712345600", BarcodeError(.isbtCompound, .isbt128(23), position: 6)),
        ("=+01000=+01000=%5100", BarcodeError(.isbtCompound, .isbt128(23), position: 7)),
        ("=+01000&a1", BarcodeError(.isbtCompound, .isbt128(0), position: 7)),
        ("", BarcodeError(.isbtIdentifier, position: 0)), ("=", BarcodeError(.isbtIdentifier, position: 0)),
        ("&,", BarcodeError(.isbtIdentifier, position: 0)),
        ("&,5", BarcodeError(.isbtIdentifier, position: 0)),
        ("=O99991712345600", BarcodeError(.isbtIdentifier, position: 0)),
        ("=?1234", BarcodeError(.isbtIdentifier, position: 0)),
        ("=%5100=?", BarcodeError(.isbtIdentifier, position: 6)),
        ("7350035400010", BarcodeError(.isbtIdentifier, position: 0)),
        ("=A999917123", BarcodeError(.isbtLength, .isbt128(1), position: 11)),
        ("=%51", BarcodeError(.isbtLength, .isbt128(2), position: 4)),
        ("=A999O17123456A0", BarcodeError(.charset, .isbt128(1), position: 5)),
        ("=A9999171234560I", BarcodeError(.charset, .isbt128(1), position: 15)),
        ("=<e0382V00", BarcodeError(.charset, .isbt128(3), position: 2)),
        ("&/CXA999917A00001", BarcodeError(.charset, .isbt128(40), position: 2)),
        ("&aå", BarcodeError(.charset, .isbt128(0), position: 2)),
        ("&#0110ABCDE1234", BarcodeError(.isbtLength, .isbt128(25), position: 15)),
        ("&%99900400104060040010406", BarcodeError(.isbtLength, .isbt128(30), position: 25)),
        ("=%5100=%6200", BarcodeError(.duplicateConflict, .isbt128(2), position: 8)),
    ])
    func `a fault names the structure and the byte`(text: String, error: BarcodeError) {
        #expect(throws: error) { try read(text) }
    }

    @Test func `the same structure twice is one`() throws {
        #expect(structures(try read("=A99991712345600=A99991712345600")) == [1])
    }

    @Test func `what was good before a fault is still there`() {
        var reading = BarcodeReading(system: .gs1)
        #expect(throws: BarcodeError.self) {
            try ISBT128Reader().read(Array("=<E0382V00=>026000".utf8).span, into: &reading)
        }
        #expect(structures(reading) == [3])
    }

    @Test func `no bytes trap`() {
        var source = SplitMix(37)
        let pieces = [
            "=A999917123456", "69", "00", "=%51", "=<E0382V00", "=>026200", "&>0262002359", "&#01", "05ABCDE",
            "&$02", "&%001", "&,1", "&,4", "=+02000", "=(1001", "202612312359", "&:", "=;", "&a", "=]203012",
        ].map { Array($0.utf8) }
        var reading = BarcodeReading(system: .isbt128)
        var accepted = 0
        for round in 0..<100_000 {
            var bytes: [UInt8] = []
            for _ in 0..<source.next(below: 6) {
                if round % 3 == 0 { bytes.append(UInt8(source.next(below: 256))) }
                bytes += pieces[source.next(below: pieces.count)]
            }
            if let first = bytes.indices.first, round % 5 == 0 {
                bytes[first + source.next(below: bytes.count)] = UInt8(source.next(below: 128))
            }
            do throws(BarcodeError) {
                try ISBT128Reader().read(bytes.span, from: source.next(below: 2), into: &reading)
                accepted += 1
                _ = reading.bloodGroup
                for index in 0..<reading.count { _ = reading.date(index) }
            } catch {}
        }
        #expect(accepted > 500)
    }
}
