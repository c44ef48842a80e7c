import FieldModel
import Journal
import Testing

/// A log whose header was torn in the moment in which it was begun anew.
@Suite(.timeLimit(.minutes(1))) struct LogHeaderTests {
    private static let log = "journal/journal.db-wal"

    /// A journal that was killed, with the first half of a new header in its log.
    private func torn(isCheckpointed: Bool) async throws -> JournalFolder {
        let folder = try JournalFolder()
        let journal = try await folder.open()
        try await journal.appendEach((0..<20).map { Given.stock(Int64($0) + 1) })
        try await journal.recordMarks()
        if isCheckpointed { try await journal.checkpoint() }
        var files = try folder.files()
        await journal.close()
        // The count of checkpoints, which the header's checksum covers.
        files[Self.log]?[15] &+= 1
        return try JournalFolder(holding: files)
    }

    @Test func `where the database has all of the log, nothing is set aside`() async throws {
        let folder = try await torn(isCheckpointed: true)
        let journal = try await folder.open()
        #expect(try await journal.status().epoch.counter == 1)
        #expect(try await journal.all(.stock).count == 20)
        #expect(try await journal.verify().faults == [])
        await journal.close()
    }

    @Test func `what is left of the old log behind the new one is not taken for a part of it`() async throws {
        var folder = try await torn(isCheckpointed: true)
        for round in 0..<3 {
            let journal = try await folder.open()
            #expect(try await journal.status().epoch.counter == 1)
            #expect(try await journal.all(.stock).count == 20 + round)
            _ = try await journal.append([Given.stock(1)])
            let files = try folder.files()
            await journal.close()
            // Killed.
            folder = try JournalFolder(holding: files)
        }
    }

    @Test func `where it has not, the files are set aside and searched`() async throws {
        let folder = try await torn(isCheckpointed: false)
        let journal = try await folder.open()
        #expect(try await journal.status().epoch.counter == 2)
        await journal.close()
    }
}
