extension GS1Table {
    /// Section 3.2 to 3.5: identifiers 00...30 and 37, of trade items and logistic units.
    static let itemRows: [GS1Row] = [
        GS1Row("00", [.n(18, .checkDigit)], [.predefined, .attribute, .key], marks: .ai00),
        GS1Row(
            "01",
            [.n(14, .checkDigit)],
            [.predefined, .attribute, .key],
            marks: .ai01,
            excludes: [.ai255, .ai37],
            qualifiers: .item
        ),
        GS1Row(
            "02",
            [.n(14, .checkDigit)],
            [.predefined, .attribute],
            marks: .ai02,
            needs: [.ai37],
            excludes: [.ai01, .ai03]
        ),
        GS1Row(
            "03",
            [.n(14, .checkDigit)],
            [.predefined],
            marks: .ai03,
            excludes: [.ai01, .ai02, .ai37, .ai235]
        ),
        GS1Row("10", [.x(upTo: 20)], [.attribute], marks: .ai10, needs: [item]),
        GS1Row("11", [.n(6, .dayOrMonth)], [.predefined, .attribute], needs: [item]),
        GS1Row("12", [.n(6, .dayOrMonth)], [.predefined, .attribute], needs: [.ai8020]),
        GS1Row("13", [.n(6, .dayOrMonth)], [.predefined, .attribute], needs: [item]),
        GS1Row("15", span: 2, [.n(6, .dayOrMonth)], [.predefined, .attribute], needs: [item]),
        GS1Row("17", [.n(6, .dayOrMonth)], [.predefined, .attribute], needs: [item.union(.ai255)]),
        GS1Row("20", [.n(2)], [.predefined, .attribute], needs: [item]),
        GS1Row("21", [.x(upTo: 20)], marks: .ai21, needs: [[.ai01, .ai03, .ai8006]], excludes: .ai235),
        GS1Row("22", [.x(upTo: 20)], needs: [.ai01]),
        GS1Row("235", [.x(upTo: 28)], marks: .ai235, needs: [.ai01]),
        GS1Row("240", span: 2, [.x(upTo: 30)], [.attribute], needs: [item]),
        GS1Row("242", [.n(upTo: 6)], [.attribute], needs: [[.ai01, .ai02, .ai8006, .ai8026]]),
        GS1Row("243", [.x(upTo: 20)], [.attribute], needs: [[.ai01, .ai03]]),
        GS1Row("250", [.x(upTo: 30)], [.attribute], needs: [[.ai01, .ai03, .ai8006], .ai21]),
        GS1Row("251", [.x(upTo: 30)], [.attribute], needs: [[.ai01, .ai03, .ai8006]]),
        GS1Row("253", [.n(13, .checkDigit), .x(upTo: 17).optional], [.attribute, .key], marks: .ai253),
        GS1Row("254", [.x(upTo: 20)], needs: [.ai414]),
        GS1Row(
            "255",
            [.n(13, .checkDigit), .n(upTo: 12).optional],
            [.attribute, .key],
            marks: .ai255,
            excludes: [.ai01, .ai02, .ai415, .ai8006, .ai8020, .ai8026]
        ),
        GS1Row("30", [.n(upTo: 8)], [.attribute], marks: .ai30, needs: [[.ai01, .ai02]]),
        GS1Row("37", [.n(upTo: 8)], [.attribute], marks: .ai37, needs: [.ai00, [.ai02, .ai8026]]),
    ]

    private static let item: GS1Marks = [.ai01, .ai02, .ai03, .ai8006, .ai8026]
}
