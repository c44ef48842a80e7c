import FieldModel
import Testing

@testable import Workflows

@Suite struct ReceiverChoiceTests {
    private let roof: SourceID
    private let router: SourceID

    init() throws {
        roof = try #require(SourceID(rawValue: "roof"))
        router = try #require(SourceID(rawValue: "router"))
    }

    private func position(_ accuracy: Double?, _ mode: Position.Mode = .autonomous) -> Position {
        Position(timeOfDay: nil, latitude: 59, longitude: 18, mode: mode, accuracy: accuracy)
    }

    private func admits(
        _ choice: inout ReceiverChoice,
        _ source: SourceID,
        _ accuracy: Double?,
        at now: UInt64,
        isBelieved: Bool = true,
        agrees: Bool = true
    ) -> Bool {
        choice.admits(position(accuracy), from: source, at: now, isBelieved: isBelieved, agrees: agrees)
    }

    @Test func `one receiver is followed while it speaks`() {
        var choice = ReceiverChoice()
        for second in 0..<60 as Range<UInt64> {
            #expect(admits(&choice, roof, 4, at: second * 1_000))
            #expect(!admits(&choice, router, 3, at: second * 1_000 + 500))
        }
        #expect(choice.current == roof)
    }

    @Test func `a silent receiver is left, and one that is slow by nature is not`() {
        var choice = ReceiverChoice()
        #expect(admits(&choice, roof, 4, at: 0))
        #expect(!admits(&choice, router, 4, at: 3_000))
        #expect(admits(&choice, router, 4, at: 3_001))
        var slow = ReceiverChoice()
        for turn in 0..<3 as Range<UInt64> { #expect(admits(&slow, roof, 4, at: turn * 10_000)) }
        #expect(!admits(&slow, router, 4, at: 45_000))
        #expect(admits(&slow, router, 4, at: 45_001))
    }

    @Test func `one that is twice as accurate takes over after ten times in a row`() {
        var choice = ReceiverChoice()
        var taken: [Bool] = []
        for second in 0..<24 as Range<UInt64> {
            _ = admits(&choice, roof, 8, at: second * 1_000)
            taken.append(admits(&choice, router, second == 9 ? 5 : 4, at: second * 1_000 + 500))
        }
        #expect(taken.firstIndex(of: true) == 19)
        #expect(taken[20...].allSatisfy { !$0 || choice.current == router })
    }

    @Test func `when the followed one is not believed, another that fits takes over`() {
        var choice = ReceiverChoice()
        #expect(admits(&choice, roof, 4, at: 0))
        #expect(!admits(&choice, router, 4, at: 500, isBelieved: false, agrees: false))
        #expect(admits(&choice, router, 4, at: 600, isBelieved: false, agrees: true))
    }

    @Test func `what satellites did not measure ranks last`() {
        var choice = ReceiverChoice()
        var taken = 0
        for second in 0..<10 as Range<UInt64> {
            let now = second * 1_000
            _ = choice.admits(position(1, .estimated), from: roof, at: now, isBelieved: true, agrees: true)
            if admits(&choice, router, 100, at: now + 500) { taken += 1 }
        }
        #expect(taken == 1)
        #expect(choice.current == router)
    }
}
