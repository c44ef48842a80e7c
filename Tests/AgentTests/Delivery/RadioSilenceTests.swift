import Journal
import Store
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

    @Test(arguments: [false, true])
    func `a silence that cannot be read holds until somebody ends it`(wasOn: Bool) async throws {
        let place = try JournalPlaceOnDisk()
        var journal = try await place.open()
        try await RadioSilence(journal: journal).set(wasOn)
        await journal.close()
        try damageSettings(place)
        journal = try await place.open()
        let silence = try await RadioSilence(journal: journal)
        #expect(silence.isOn)
        try await silence.set(false)
        #expect(try await !RadioSilence(journal: journal).isOn)
        await journal.close()
    }

    private func damageSettings(_ place: JournalPlaceOnDisk) throws {
        let connection = try Connection(path: place.path + "/journal.db")
        try connection.execute("UPDATE setting SET sealed = zeroblob(length(sealed))")
    }
}
