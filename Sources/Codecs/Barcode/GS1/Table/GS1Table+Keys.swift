extension GS1Table {
    /// Section 3.9 and 3.10: identifiers beginning with 8, mostly keys, and 90...99 for use among partners.
    static let keyRows: [GS1Row] = [
        GS1Row(
            "8001",
            [.n(4, .nonzero), .n(5, .nonzero), .n(3, .nonzero), .n(1, .winding), .n(1)],
            [.attribute],
            needs: [.ai01]
        ),
        GS1Row("8002", [.x(upTo: 20)], [.attribute]),
        GS1Row(
            "8003",
            [.n(1, .zero), .n(13, .checkDigit), .x(upTo: 16).optional],
            [.attribute, .key],
            marks: .ai8003
        ),
        GS1Row("8004", [.x(upTo: 30, .prefix)], [.attribute, .key], marks: .ai8004, qualifiers: .unique),
        GS1Row("8005", [.n(6)], [.attribute], marks: .ai8005, needs: [[.ai01, .ai02]]),
        GS1Row(
            "8006",
            [.n(14, .checkDigit), .n(4, .pieceOfTotal)],
            [.attribute, .key],
            marks: .ai8006,
            excludes: [.ai01, .ai03, .ai37],
            qualifiers: .piece
        ),
        GS1Row("8007", [.x(upTo: 34, .iban)], [.attribute], needs: [.ai415]),
        GS1Row(
            "8008",
            [.n(6, .day), .n(2, .hour), .n(2, .minute).optional, .n(2, .minute).optional],
            [.attribute],
            needs: [[.ai01, .ai02, .ai03]]
        ),
        GS1Row("8009", [.x(upTo: 50)], [.attribute], needs: [[.ai00, .ai01, .ai03]]),
        GS1Row("8010", [.y(upTo: 30, .prefix)], [.attribute, .key], marks: .ai8010, qualifiers: .part),
        GS1Row("8011", [.n(upTo: 12, .noLeadingZero)], marks: .ai8011, needs: [.ai8010]),
        GS1Row("8012", [.x(upTo: 20)], [.attribute], needs: [[.ai01, .ai03, .ai8006]]),
        GS1Row("8013", [.x(upTo: 25, .model)], [.attribute, .key]),
        GS1Row("8014", [.x(upTo: 25, .device)], needs: [.ai01]),
        GS1Row(
            "8017",
            [.n(18, .checkDigit)],
            [.attribute, .key],
            marks: .ai8017,
            excludes: .ai8018,
            qualifiers: .service
        ),
        GS1Row(
            "8018",
            [.n(18, .checkDigit)],
            [.attribute, .key, .person],
            marks: .ai8018,
            excludes: .ai8017,
            qualifiers: .service
        ),
        GS1Row("8019", [.n(upTo: 10)], needs: [[.ai8017, .ai8018]]),
        GS1Row("8020", [.x(upTo: 25)], marks: .ai8020, needs: [.ai415]),
        GS1Row(
            "8026",
            [.n(14, .checkDigit), .n(4, .pieceOfTotal)],
            [.attribute],
            marks: .ai8026,
            needs: [.ai37],
            excludes: [.ai02, .ai03, .ai8006]
        ),
        GS1Row("8030", [.z(upTo: 90)], [.attribute], marks: .ai8030, needs: signed),
        GS1Row("8040", [.n(15)], marks: .ai8040, needs: [.ai01, .ai21]),
        GS1Row("8041", [.n(15)], needs: [.ai01, .ai21, .ai8040]),
        GS1Row("8042", [.n(32)], needs: [.ai01, .ai21, .ai8040]),
        GS1Row("8043", [.n(18), .n(upTo: 2).optional], needs: [.ai01, .ai21, .ai8040]),
        GS1Row("8110", [.x(upTo: 70, .coupon)], [.attribute]),
        GS1Row("8111", [.n(4)], [.attribute], marks: .ai8111, needs: [.ai255]),
        GS1Row("8112", [.x(upTo: 70, .offer)], [.attribute]),
        GS1Row("8200", [.x(upTo: 70)], needs: [.ai01]),
        GS1Row("90", [.x(upTo: 30)], [.attribute]),
        GS1Row("91", span: 9, [.x(upTo: 90)], [.attribute]),
    ]

    /// A signature signs one instance: a key that is one by itself, an item with its serial number, or a part with its
    /// own. Written as sets that must all be met.
    private static let signed: [GS1Marks] = {
        let alone: GS1Marks = [.ai00, .ai253, .ai255, .ai8003, .ai8004, .ai8017, .ai8018]
        let item: GS1Marks = [.ai01, .ai03, .ai8006]
        return [
            alone.union(item).union(.ai8010), alone.union(item).union(.ai8011),
            alone.union(.ai21).union(.ai8010),
            alone.union(.ai21).union(.ai8011),
        ]
    }()
}
