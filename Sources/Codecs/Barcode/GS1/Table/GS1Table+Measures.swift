extension GS1Table {
    /// Section 3.6: measures 31nn...36nn, whose last digit is the number of decimals, and amounts 390n...395n.
    static let measureRows: [GS1Row] =
        measures(["310", "311", "312", "313", "314", "315", "316"], .ai31nn, trade)
        + measures(
            ["320", "321", "322", "323", "324", "325", "326", "327", "328", "329"],
            .ai32nn,
            trade
        )
        + measures(["330", "331", "332", "333", "334", "335", "336"], [], logistic)
        + measures(["337"], [], .ai01)
        + measures(
            ["340", "341", "342", "343", "344", "345", "346", "347", "348", "349"],
            [],
            logistic
        )
        + measures(["350", "351", "352", "356", "357"], .ai35nn, trade)
        + measures(["353", "354", "355"], .ai35nn, logistic)
        + measures(["360", "361", "364", "365", "366"], .ai36nn, trade)
        + measures(["362", "363", "367", "368", "369"], .ai36nn, logistic)
        + amounts

    private static let trade: GS1Marks = [.ai01, .ai02]
    private static let logistic: GS1Marks = [.ai00, .ai01]
    private static let measured: GS1Marks = [.ai30, .ai31nn, .ai32nn, .ai35nn, .ai36nn]

    /// Six rows each: no to five decimals.
    private static func measures(_ codes: [String], _ marks: GS1Marks, _ needs: GS1Marks) -> [GS1Row] {
        codes.map {
            GS1Row(
                $0 + "0",
                span: 6,
                [.n(6)],
                [.predefined, .attribute, .alone],
                marks: marks,
                needs: [needs]
            )
        }
    }

    private static let amounts: [GS1Row] = [
        GS1Row(
            "3900",
            span: 10,
            [.n(upTo: 15)],
            [.attribute, .alone],
            marks: .ai390n,
            needs: [[.ai255, .ai8020]],
            excludes: [.ai391n, .ai394n, .ai8111]
        ),
        GS1Row(
            "3910",
            span: 10,
            [.n(3, .currency), .n(upTo: 15)],
            [.attribute, .alone],
            marks: .ai391n,
            needs: [.ai8020]
        ),
        GS1Row(
            "3920",
            span: 10,
            [.n(upTo: 15)],
            [.attribute, .alone],
            marks: .ai392n,
            needs: [.ai01, measured],
            excludes: .ai393n
        ),
        GS1Row(
            "3930",
            span: 10,
            [.n(3, .currency), .n(upTo: 15)],
            [.attribute, .alone],
            marks: .ai393n,
            needs: [measured]
        ),
        GS1Row(
            "3940",
            span: 4,
            [.n(4)],
            [.attribute, .alone],
            marks: .ai394n,
            needs: [.ai255],
            excludes: .ai8111
        ),
        GS1Row(
            "3950",
            span: 6,
            [.n(6)],
            [.attribute, .alone],
            needs: [measured],
            excludes: [.ai392n, .ai393n, .ai8005]
        ),
    ]
}
