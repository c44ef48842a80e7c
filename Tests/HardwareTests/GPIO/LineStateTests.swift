import FieldModel
import Hardware
import Testing

@Suite struct LineStateTests {
    private func lines(_ levels: [Bool?], _ role: LineRole = .door) throws -> [LineState] {
        try levels.enumerated().map { number, level in
            LineState(name: try #require(SourceID(rawValue: "di\(number)")), role: role, isActive: level)
        }
    }

    @Test func `active lines are counted unless one is unknown`() throws {
        #expect(try lines([]).active(.door) == nil)
        #expect(try lines([false, false]).active(.door) == 0)
        #expect(try lines([true, false, true]).active(.door) == 2)
        #expect(try lines([true, nil]).active(.door) == nil)
        #expect(try lines([true]).active(.stretcher) == nil)
    }

    @Test func `one active line is certain though another is unknown`() throws {
        #expect(try lines([nil, true]).isAnyActive(.door) == true)
        #expect(try lines([nil, false]).isAnyActive(.door) == nil)
        #expect(try lines([false]).isAnyActive(.door) == false)
        #expect(try lines([]).isAnyActive(.door) == nil)
    }
}
