import FieldModel
import Glibc
import Store
import Testing
import Wire
import Workflows

@testable import Journal

/// Journals as every earlier version left them, kept in `Tests/Vectors`.
@Suite(.timeLimit(.minutes(1))) struct MigrationTests {
    let folder: JournalFolder

    init() throws {
        folder = try JournalFolder()
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(2)
        let vectors = parts.joined(separator: "/") + "/Vectors/journal-1"
        for (file, place) in [("journal.db", "journal"), ("journal.marks", "journal"), ("epoch", "keys")] {
            let bytes = try #require(try DurableFile.read("\(vectors)/\(file)", limit: 1 << 20))
            try DurableFile.replace("\(folder.path)/\(place)/\(file)", with: bytes)
        }
    }

    @Test func `a journal of schema 1 keeps its events, receipts, rows and settings`() async throws {
        let journal = try await folder.open(projector: .workflows)
        let status = try await journal.status()
        #expect(status.epoch.counter == 1)
        let heads = status.streams.map { "\($0.stream.name) \($0.next) \($0.unsent)" }
        #expect(heads == ["alarm 1 1", "patients 27 20", "stock 12 12", "track 12 12", "node 1 1"])
        #expect(try await journal.isSound())
        #expect(try await journal.setting("radio_silence") == [1])
        let onboard = try #require(try await journal.projection("onboard"))
        #expect(try OnboardState(decoding: onboard).total == 13)
        let key = try #require(IdempotencyKey([UInt8](1...16)))
        #expect(try await journal.append([Given.alarm], key: key).isRepeat)
        _ = try await journal.append([Given.embark("A"), Given.embark("B")])
        #expect(try await journal.all(.patients).offsets == Array(0..<31))
        await journal.close()
    }

    @Test func `the copy goes once the new schema has been opened again`() async throws {
        let copy = folder.database + ".schema1"
        await (try folder.open()).close()
        #expect(access(copy, F_OK) == 0)
        let old = try Connection(path: copy)
        #expect(try old.integer("PRAGMA user_version") == 1)
        #expect(try old.integer("SELECT count(*) FROM event") == 53)
        await (try folder.open()).close()
        #expect(access(copy, F_OK) != 0)
    }
}
