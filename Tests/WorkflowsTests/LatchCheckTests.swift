import FieldModel
import Testing
import Workflows

@Suite struct LatchCheckTests {
    /// Litter, sitting, walking, icu; total; latched; agrees.
    static let table: [(String, [UInt32]?, UInt32, UInt32?, Bool?)] = [
        ("nobody and nothing", nil, 0, 0, true),
        ("two lie on two", [2, 0, 0, 0], 2, 2, true),
        ("three latched, two lie", [2, 1, 0, 0], 3, 3, false),
        ("one latched, two lie", [2, 0, 0, 0], 2, 1, false),
        ("intensive care lies", [1, 0, 0, 1], 2, 2, true),
        ("of one nothing is known", [1, 0, 0, 0], 2, 2, true),
        ("of one nothing is known, and it may sit", [1, 0, 0, 0], 2, 1, true),
        ("nobody entered how they travel", nil, 3, 2, true),
        ("more latched than there are people", nil, 3, 4, false),
        ("a latch is unknown", [2, 0, 0, 0], 2, nil, nil),
        ("counts beyond all bounds", [.max, .max, .max, .max], .max, 1, false),
        ("an axis of another length", [1, 1], 2, 2, true),
    ]

    @Test(arguments: table)
    func `latches confirm or question a load`(
        _ name: String,
        _ mobility: [UInt32]?,
        _ total: UInt32,
        _ latched: UInt32?,
        _ agrees: Bool?
    ) {
        var check = LatchCheck()
        check.take(
            latched: latched,
            load: PatientLoad(foldedThrough: 0, total: total, mobility: mobility),
            at: 0
        )
        #expect(check.agrees == agrees, "\(name)")
    }

    @Test func `a disagreement is a question once it lasts`() {
        var check = LatchCheck()
        let load = PatientLoad(foldedThrough: 0, total: 2, mobility: [2, 0, 0, 0])
        check.take(latched: 3, load: load, at: 1_000)
        #expect(check.isQuestioned(at: 1_000) == false)
        check.take(latched: 3, load: load, at: 60_000)
        #expect(check.isQuestioned(at: 120_999) == false)
        #expect(check.isQuestioned(at: 121_000) == true)
        check.take(latched: 2, load: load, at: 130_000)
        #expect(check.isQuestioned(at: 500_000) == false)
        check.take(latched: nil, load: load, at: 600_000)
        #expect(check.isQuestioned(at: 900_000) == nil)
    }

    @Test func `without a load nothing is questioned`() {
        var check = LatchCheck()
        check.take(latched: 3, load: nil, at: 0)
        #expect(check.isQuestioned(at: .max) == nil)
    }
}
