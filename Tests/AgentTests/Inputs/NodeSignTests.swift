import Testing

@testable import Agent
@testable import Journal

@Suite struct NodeSignTests {
    private static func storage(_ level: StorageLevel, _ days: Double?) -> StorageStatus {
        StorageStatus(
            quota: 1,
            used: 0,
            level: level,
            isDiskShort: false,
            hasBallast: true,
            refused: [:],
            daysLeft: days,
            gaps: []
        )
    }

    @Test(
        arguments: [
            (.ok, nil, .well), (.ok, 7, .well), (.ok, 6.9, .roomEnds), (.sacrificing, 30, .well),
            (.sacrificing, 2, .roomEnds), (.thinning, nil, .roomEnds), (.retiring, 30, .roomEnds),
            (.refusingRoutine, nil, .trouble), (.diskFull, 3, .trouble),
        ] as [(StorageLevel, Double?, NodeSign)]
    )
    func `the light says days before anything is refused that room ends`(
        level: StorageLevel,
        days: Double?,
        sign: NodeSign
    ) {
        #expect(NodeSign(Self.storage(level, days), areInputsOpen: true) == sign)
        #expect(NodeSign(Self.storage(level, days), areInputsOpen: false) == .trouble)
    }

    @Test func `a journal that does not answer is trouble`() {
        #expect(NodeSign(nil, areInputsOpen: true) == .trouble)
    }
}
