extension GS1Table {
    /// Section 3.8: identifiers beginning with 7, of food, medicine, certificates and patients.
    static let detailRows: [GS1Row] = [
        GS1Row("7001", [.n(13)], [.attribute], needs: [[.ai01, .ai02, .ai8006, .ai8026]]),
        GS1Row("7002", [.x(upTo: 30)], [.attribute], needs: [trade]),
        GS1Row("7003", [.n(6, .day), .n(4, .hourMinute)], [.attribute], needs: [item]),
        GS1Row("7004", [.n(upTo: 4)], [.attribute], needs: [[.ai01, .ai03], .ai10]),
        GS1Row("7005", [.x(upTo: 12)], [.attribute], needs: [trade]),
        GS1Row("7006", [.n(6, .day)], [.attribute], needs: [trade]),
        GS1Row("7007", [.n(6, .day), .n(6, .day).optional], [.attribute], needs: [trade]),
        GS1Row("7008", [.x(upTo: 3)], [.attribute], needs: [trade]),
        GS1Row("7009", [.x(upTo: 10)], [.attribute], needs: [trade]),
        GS1Row("7010", [.x(upTo: 2)], [.attribute], needs: [item]),
        GS1Row("7011", [.n(6, .day), .n(4, .hourMinute).optional], [.attribute], needs: [item]),
        GS1Row("7020", [.x(upTo: 20)], [.attribute], needs: [instance, .ai416]),
        GS1Row("7021", [.x(upTo: 20)], [.attribute], marks: .ai7021, needs: [instance]),
        GS1Row("7022", [.x(upTo: 20)], [.attribute], needs: [instance, .ai7021]),
        GS1Row("7023", [.x(upTo: 30, .prefix)], [.attribute]),
        GS1Row("7030", span: 10, [.n(3, .countryOrMany), .x(upTo: 27)], [.attribute], needs: [trade]),
        GS1Row("7040", [.n(1), .x(1), .x(1), .x(1, .importer)]),
        GS1Row("7041", [.x(upTo: 4, .packageType)], needs: [.ai00]),
        GS1Row("710", span: 8, [.x(upTo: 20)], [.attribute], needs: [.ai01]),
        GS1Row("7230", span: 10, [.x(2), .x(upTo: 28)], [.attribute], needs: [[.ai01, .ai8004]]),
        GS1Row("7240", [.x(upTo: 20)], [.attribute], needs: [[.ai01, .ai8006]], excludes: .ai03),
        GS1Row("7241", [.n(2, .mediaType)], [.attribute], needs: [relation]),
        GS1Row("7242", [.x(upTo: 25)], [.attribute], needs: [relation]),
        GS1Row("7250", [.n(8, .longDay)], person, marks: .ai7250, needs: [.ai8018], excludes: .ai7251),
        GS1Row(
            "7251",
            [.n(8, .longDay), .n(4, .hourMinute)],
            person,
            marks: .ai7251,
            needs: [.ai8018],
            excludes: .ai7250
        ),
        GS1Row("7252", [.n(1, .sex)], person, needs: [.ai8018]),
        GS1Row("7253", span: 2, [.x(upTo: 40, .percent)], person, needs: [relation], excludes: wholeName),
        GS1Row("7255", [.x(upTo: 10)], person, needs: [relation], excludes: wholeName),
        GS1Row("7256", [.x(upTo: 90, .percent)], person, marks: .ai7256, needs: [relation]),
        GS1Row("7257", [.x(upTo: 70, .percent)], person, needs: [.ai8018]),
        GS1Row("7258", [.x(3, .position)], person, needs: [.ai8018, .ai7259]),
        GS1Row(
            "7259",
            [.x(upTo: 40, .percent)],
            person,
            marks: .ai7259,
            needs: [.ai8018],
            excludes: .ai7256
        ),
    ]

    private static let trade: GS1Marks = [.ai01, .ai02]
    private static let item: GS1Marks = [.ai01, .ai02, .ai03]
    private static let instance: GS1Marks = [.ai01, .ai03, .ai8006]
    private static let relation: GS1Marks = [.ai8017, .ai8018]
    private static let wholeName: GS1Marks = [.ai7256, .ai7259]
    private static let person: GS1Row.Traits = [.attribute, .person]
}
