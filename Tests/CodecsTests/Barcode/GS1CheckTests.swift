import Codecs
import Testing

/// What each identifier's value must say. Identifiers that need others stand behind those.
@Suite struct GS1CheckTests {
    private static let item = "0107350035400010"
    private static let unit = "00373500354000000011"
    private static let patient = "8018735003540000001235\u{1D}"

    @Test(
        arguments: [
            "80131987654Ad4X4bL5ttr2310c2K", "\(item)80141987654Ad4X4bL5ttr2310c2K", "80047350035400A-1",
            "80107350035400/A1\u{1D}801112", "253735003540001012X", "8003073500354000272ABC",
            "4017350035400A",
            "8006073500354000100102", "\(unit)8026073500354000100202\u{1D}3712",
            "415735003540001080207\u{1D}8007SE4550000000058398257466",
            "\(unit)430914935220001980322000", "\(unit)4307SE", "\(unit)43211", "\(unit)7041PX",
            "\(unit)7041200", "\(unit)70418", "\(unit)4300K%C3%B6k", "\(unit)43242611002359",
            "\(item)7030752AB", "\(item)7030999AB", "\(item)423752578",
            "\(item)3101000100",
            "\(item)800108000012001090", "\(item)7007260101260131", "\(item)70112601011200", "70401AB-",
            "\(patient)724110", "\(patient)7251198402292359", "\(patient)72581/1\u{1D}7259B",
            "8110106141416543213500110000310123196000", "8112001234561234560123456", "42175275185",
            "\(item)21A\u{1D}8030AbC_-9==", "\(item)21A\u{1D}8040123456789012345\u{1D}8043123456789012345678",
            "\(unit)403A\u{1D}400B", "\(item)71712", "0307350035400010",
        ]
    )
    func `good values are read`(text: String) {
        #expect(GS1Text.read("]d2" + text).error == nil)
    }

    @Test(
        arguments: [
            ("80131987654Ad4X4bL5ttr2310c2X", .checkDigit, 30),
            ("80131987654Ad4X4bL5ttr2310c01", .charset, 30),
            ("8013X", .content, 7), ("8004735A", .content, 10), ("8004735", .content, 7),
            ("8010A350", .content, 7), ("8003173500354000271", .content, 7),
            ("8006073500354000100201", .content, 21), ("8006073500354000100001", .content, 21),
            ("8006073500354000100100", .content, 23), ("\(unit)430919000000001980322000", .content, 27),
            ("\(unit)430914935220003600000001", .content, 37), ("\(unit)4307ZZ", .content, 27),
            ("\(unit)43212", .content, 27), ("\(unit)7041QXQ", .content, 27),
            ("\(unit)4300A%2", .content, 28), ("\(unit)4300A%GG", .content, 28),
            ("\(unit)43242611002400", .time, 33), ("\(unit)4326261100", .date, 31),
            ("\(item)7030000AB", .content, 23),
            ("\(item)42375200", .length, 27), ("\(item)423752998", .content, 25),
            ("\(item)8008260101246", .time, 29), ("\(item)80082601012360", .time, 31),
            ("\(item)800100000012001090", .content, 23),
            ("\(item)800108000012001020", .content, 35),
            ("70401AB.", .content, 10), ("\(patient)724111", .content, 30),
            ("\(patient)725019830229", .date, 36),
            ("\(patient)72580/1", .content, 30), ("\(patient)72581-1", .content, 30),
            ("8110A", .charset, 7), ("81107", .content, 7), ("811221234561234560123456", .content, 7),
            ("\(item)21A\u{1D}8030A+B", .charset, 28), ("\(item)21A\u{1D}8030AB=", .content, 29),
            ("4158003", .length, 10), ("\(item)8005A", .length, 24),
        ] as [(String, BarcodeError.Reason, Int)]
    )
    func `a bad value says where`(text: String, reason: BarcodeError.Reason, position: Int) {
        let error = GS1Text.read("]d2" + text).error
        #expect(error?.reason == reason)
        #expect(error?.position == position)
    }

    @Test(
        arguments: [
            ("\(item)250A", .missingRequired, "250"), ("\(item)21A\u{1D}250B", nil, ""),
            ("\(item)700412", .missingRequired, "7004"),
            ("02073500354000103712", .missingRequired, "37"),
            ("\(unit)0207350035400010", .missingRequired, "02"), ("\(item)390012", .missingRequired, "3900"),
            ("\(item)31030012503102000125", .excludedPair, "3102"),
            ("\(item)31030012503103001250", nil, ""),
            ("\(item)31030012503103001251", .duplicateConflict, "3103"),
            ("\(item)8030AB", .missingRequired, "8030"),
            ("2537350035400010\u{1D}8030AB", .missingRequired, "253"),
            ("25373500354000101\u{1D}8030AB", nil, ""),
            ("80107350035400/A1\u{1D}8030AB", .missingRequired, "8030"),
            ("80107350035400/A1\u{1D}80111\u{1D}8030AB", nil, ""),
            ("\(item)0307350035400010", .excludedPair, "03"),
            ("\(item)427AB\u{1D}422752", nil, ""), ("\(item)427AB", .missingRequired, "427"),
            ("\(item)392012", .missingRequired, "3920"), ("\(item)392012\u{1D}3012", nil, ""),
            ("\(patient)72581/2", .missingRequired, "7258"), ("4157350035400010", .missingRequired, "415"),
            ("\(item)235A\u{1D}21B", .excludedPair, "21"),
        ] as [(String, BarcodeError.Reason?, String)]
    )
    func `elements that belong together are held together`(
        text: String,
        reason: BarcodeError.Reason?,
        ai: String
    ) {
        let error = GS1Text.read("]d2" + text).error
        #expect(error?.reason == reason)
        #expect(error?.field?.identifier ?? "" == ai)
    }
}
