import Journal
import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(1))) struct RadioSilenceTests {
    @Test func `silence survives a restart, and so does its end`() async throws {
        let place = try JournalPlaceOnDisk()
        for wanted in [nil, true, false] as [Bool?] {
            var journal = try await place.open()
            if let wanted { try await RadioSilence(journal: journal).set(wanted) }
            await journal.close()
            journal = try await place.open()
            #expect(try await RadioSilence(journal: journal).isOn == (wanted ?? false))
            await journal.close()
        }
    }
}
