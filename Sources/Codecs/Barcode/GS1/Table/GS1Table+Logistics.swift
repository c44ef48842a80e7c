extension GS1Table {
    /// Section 3.7: identifiers 400...427 and 43nn, of transport, parties, places and countries.
    static let logisticRows: [GS1Row] = [
        GS1Row("400", [.x(upTo: 30)], [.attribute]),
        GS1Row("401", [.x(upTo: 30, .prefix)], [.attribute, .key]),
        GS1Row("402", [.n(17, .checkDigit)], [.attribute, .key]),
        GS1Row("403", [.x(upTo: 30)], [.attribute], needs: [.ai00]),
        GS1Row("410", span: 4, [.n(13, .checkDigit)], [.predefined, .attribute]),
        GS1Row(
            "414",
            [.n(13, .checkDigit)],
            [.predefined, .attribute, .key],
            marks: .ai414,
            qualifiers: .place
        ),
        GS1Row(
            "415",
            [.n(13, .checkDigit)],
            [.predefined, .attribute, .key],
            marks: .ai415,
            needs: [.ai8020],
            qualifiers: .payment
        ),
        GS1Row("416", [.n(13, .checkDigit)], [.predefined, .attribute], marks: .ai416),
        GS1Row("417", [.n(13, .checkDigit)], [.predefined, .attribute, .key], qualifiers: .unique),
        GS1Row("420", [.x(upTo: 20)], [.attribute], excludes: .ai421),
        GS1Row("421", [.n(3, .country), .x(upTo: 9)], [.attribute], marks: .ai421, excludes: .ai4307),
        GS1Row(
            "422",
            [.n(3, .country)],
            [.attribute],
            marks: .ai422,
            needs: [[.ai01, .ai02, .ai03, .ai8006, .ai8026]],
            excludes: .ai426
        ),
        GS1Row("423", countries, [.attribute], needs: [item], excludes: .ai426),
        GS1Row("424", [.n(3, .country)], [.attribute], needs: [item], excludes: .ai426),
        GS1Row("425", countries, [.attribute], needs: [item], excludes: .ai426),
        GS1Row("426", [.n(3, .country)], [.attribute], marks: .ai426, needs: [item]),
        GS1Row("427", [.x(upTo: 3)], [.attribute], needs: [item, .ai422]),
        GS1Row("4300", span: 2, [.x(upTo: 35, .percent)], [.attribute], needs: [.ai00]),
        GS1Row("4302", [.x(upTo: 70, .percent)], [.attribute], marks: .ai4302, needs: [.ai00]),
        GS1Row("4303", [.x(upTo: 70, .percent)], [.attribute], needs: [.ai4302]),
        GS1Row("4304", span: 3, [.x(upTo: 70, .percent)], [.attribute], needs: [.ai00]),
        GS1Row("4307", [.x(2, .countryLetters)], [.attribute], marks: .ai4307, needs: [.ai00]),
        GS1Row("4308", [.x(upTo: 30)], [.attribute], needs: [.ai00]),
        GS1Row("4309", [.n(10, .latitude), .n(10, .longitude)], [.attribute], needs: [.ai00]),
        GS1Row("4310", span: 2, [.x(upTo: 35, .percent)], [.attribute], needs: [.ai00]),
        GS1Row("4312", [.x(upTo: 70, .percent)], [.attribute], marks: .ai4312, needs: [.ai00]),
        GS1Row("4313", [.x(upTo: 70, .percent)], [.attribute], needs: [.ai4312]),
        GS1Row("4314", span: 3, [.x(upTo: 70, .percent)], [.attribute], needs: [.ai00]),
        GS1Row("4317", [.x(2, .countryLetters)], [.attribute], needs: [.ai00]),
        GS1Row("4318", [.x(upTo: 20)], [.attribute], needs: [.ai00]),
        GS1Row("4319", [.x(upTo: 30)], [.attribute], needs: [.ai00]),
        GS1Row("4320", [.x(upTo: 35, .percent)], [.attribute], needs: [.ai00]),
        GS1Row("4321", span: 3, [.n(1, .yesNo)], [.attribute], needs: [.ai00]),
        GS1Row("4324", span: 2, [.n(6, .dayOrMonth), .n(4, .hourMinute)], [.attribute], needs: [.ai00]),
        GS1Row("4326", [.n(6, .day)], [.attribute], needs: [.ai00]),
        GS1Row("4330", temperature, [.attribute], marks: .ai4330, needs: [.ai00], excludes: .ai4331),
        GS1Row("4331", temperature, [.attribute], marks: .ai4331, needs: [.ai00], excludes: .ai4330),
        GS1Row("4332", temperature, [.attribute], marks: .ai4332, needs: [.ai00], excludes: .ai4333),
        GS1Row("4333", temperature, [.attribute], marks: .ai4333, needs: [.ai00], excludes: .ai4332),
    ]

    private static let item: GS1Marks = [.ai01, .ai02, .ai03]

    /// Hundredths of a degree; a hyphen behind them means below zero.
    private static let temperature: [GS1Component] = [.n(6), .x(1, .hyphen).optional]

    private static let countries: [GS1Component] = [
        .n(3, .country), .n(3, .country).optional, .n(3, .country).optional, .n(3, .country).optional,
        .n(3, .country).optional,
    ]
}
