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
        try JournalFolder(holding: OldJournal(version).files)
    }

    @Test func `a journal of schema 3 keeps its rows of state, damaged ones as damaged`() async throws {
        let folder = try folder(of: 3)
        var known: [[UInt8]] = []
        do {
            let old = try Connection(path: folder.database)
            let names = try old.prepare("SELECT name FROM projection ORDER BY name")
            while try names.step() { known.append(names.blob(0)) }
            names.reset()
            try old.execute("UPDATE projection SET sealed = x'00' WHERE name = x'\(hex(known[17]))'")
        }
        var journal = try await folder.open(projector: .node)
        #expect(try await OldJournal.states(journal).count == 304)
        let heads = try await journal.status().streams.map { "\($0.stream.name) \($0.next) \($0.unsent)" }
        #expect(heads == ["alarm 2 2", "patients 20 13", "stock 900 900", "track 300 300", "node 20 20"])
        let faults = try await journal.verify().faults
        #expect(faults == ["\(JournalError.damagedRow(table: "projection", id: 0))"])
        _ = try await journal.append([Given.embark("new")])
        await journal.close()
        do {
            let new = try Connection(path: folder.database)
            let names = try new.prepare("SELECT id, rest FROM projection")
            var found: Set<[UInt8]> = []
            while try names.step() { found.insert(Schema.hiddenName(id: names.int(0), rest: names.blob(1))) }
            names.reset()
            #expect(found == Set(known))
            #expect(try new.integer("SELECT count(*) FROM sqlite_schema WHERE name GLOB 'projection*'") == 1)
        }
        journal = try await folder.open(projector: .node)
        let onboard = try #require(try await journal.projection("onboard"))
        #expect(try OnboardState(decoding: onboard).total == 11)
        let key = try #require(IdempotencyKey([UInt8](1...16)))
        #expect(try await journal.append([Given.alarm], key: key).isRepeat)
        await journal.close()
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func `rows that had not all moved when the power went move at the next opening`() async throws {
        let whole = try folder(of: 3)
        var journal = try await whole.open(projector: .node)
        let states = try await OldJournal.states(journal)
        await journal.close()
        let folder = try folder(of: 3)
        try folder.tamper(
            "ALTER TABLE projection RENAME TO projection_3",
            Schema.projection,
            "PRAGMA user_version = 4"
        )
        do {
            let half = try Connection(path: folder.database)
            let query = try half.prepare("SELECT name, sealed FROM projection_3 LIMIT 100")
            while try query.step() {
                let name = query.blob(0)
                try half.prepare("INSERT INTO projection VALUES (?, ?, ?)")
                    .bind(1, Schema.projectionID(name)).bind(2, Array(name[8...])).bind(3, query.blob(1))
                    .run()
            }
            query.reset()
            try half.execute(
                "DELETE FROM projection_3 WHERE name IN (SELECT name FROM projection_3 LIMIT 100)"
            )
        }
        let copy = folder.database + ".schema3"
        try DurableFile.replace(copy, with: [1])
        journal = try await folder.open(projector: .node)
        #expect(try await OldJournal.states(journal) == states)
        #expect(try await journal.isSound())
        await journal.close()
        #expect(access(copy, F_OK) == 0)
        let left = try Connection(path: folder.database)
            .integer("SELECT count(*) FROM sqlite_schema WHERE name = 'projection_3'")
        #expect(left == 0)
        await (try folder.open(projector: .node)).close()
        #expect(access(copy, F_OK) != 0)
    }

    @Test func `a row whose name is damaged so that nothing finds it does not stop the others`() async throws
    {
        let whole = try folder(of: 3)
        var journal = try await whole.open(projector: .node)
        var states = try await OldJournal.states(journal)
        let name = try #require(states.keys.sorted().last)
        let hidden = try await journal.perform { engine in engine.seal.hide(name) }
        await journal.close()
        let folder = try folder(of: 3)
        // Text of the same bytes is no blob to compare with.
        try folder.tamper("UPDATE projection SET name = CAST(name AS TEXT) WHERE name = x'\(hex(hidden))'")
        journal = try await folder.open(projector: .node)
        let found = try await OldJournal.states(journal)
        states[name] = found[name]
        #expect(found == states)
        #expect(found.count >= 304)
        await journal.close()
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

    @Test(arguments: [(1, 53), (2, 367), (3, 916)])
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
