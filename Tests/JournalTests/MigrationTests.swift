import Agent
import FieldModel
import Glibc
import Store
import Testing
import Wire
import Workflows

@testable import Journal

/// Journals as every earlier version left them, kept in `Tests/Vectors`.
@Suite(.timeLimit(.minutes(1))) struct MigrationTests {
    private func folder(of version: Int) throws -> JournalFolder {
        let folder = try JournalFolder()
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(2)
        let vectors = parts.joined(separator: "/") + "/Vectors/journal-\(version)"
        let files = [
            ("journal.db", "journal"), ("journal.marks", "journal"), ("epoch", "keys"),
            ("journal.id", "keys"),
        ]
        for (file, place) in files where version > 1 || file != "journal.id" {
            let bytes = try #require(try DurableFile.read("\(vectors)/\(file)", limit: 1 << 20))
            try DurableFile.replace("\(folder.path)/\(place)/\(file)", with: bytes)
        }
        return folder
    }

    @Test func `a journal of schema 2 keeps its events, thinned ones too, and goes on in the same pages`()
        async throws
    {
        let folder = try folder(of: 2)
        var journal = try await folder.open(projector: .node)
        let status = try await journal.status()
        #expect(status.epoch.counter == 1)
        let heads = status.streams.map { "\($0.stream.name) \($0.next) \($0.unsent)" }
        #expect(heads == ["alarm 1 1", "patients 20 13", "stock 12 12", "track 3000 3000", "node 300 300"])
        #expect(try await journal.isSound())
        #expect(try await journal.all(.track).count == 522)
        let onboard = try #require(try await journal.projection("onboard"))
        #expect(try OnboardState(decoding: onboard).total == 10)
        for start in stride(from: 3_000, to: 3_200, by: 50) {
            _ = try await journal.append((start..<start + 50).map { Given.fix($0) })
        }
        await journal.close()
        journal = try await folder.open(projector: .node)
        #expect(try await journal.all(.track).count == 722)
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `a journal of schema 1 keeps its events, receipts, rows and settings`() async throws {
        let folder = try folder(of: 1)
        let journal = try await folder.open(projector: .node)
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

    @Test(arguments: [(1, 53), (2, 367)])
    func `the copy goes once the new schema has been opened again`(version: Int, rows: Int64) async throws {
        let folder = try folder(of: version)
        let copy = folder.database + ".schema\(version)"
        await (try folder.open()).close()
        #expect(access(copy, F_OK) == 0)
        let old = try Connection(path: copy)
        #expect(try old.integer("PRAGMA user_version") == Int64(version))
        #expect(try old.integer("SELECT count(*) FROM event") == rows)
        await (try folder.open()).close()
        #expect(access(copy, F_OK) != 0)
    }
}
