import Agent
import Crypto
import FieldModel
import Glibc
import Store
import Testing
import Wire
import Workflows

@testable import Journal

@Suite(.timeLimit(.minutes(1))) struct DamageTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    /// A closed journal with so many fixes, a row each, a stock movement and its rows.
    /// Fixes with a row each, since no row grows beyond a restart, and an act.
    private func fill(fixes count: Int) async throws {
        for number in 0..<count {
            let journal = try await folder.open(projector: .node)
            _ = try await journal.append([Given.fix(number)])
            await journal.close()
        }
        let journal = try await folder.open(projector: .node)
        _ = try await journal.append([Given.stock(5)])
        await journal.close()
    }

    private static func row(_ stream: FieldModel.Stream, _ offset: UInt64) -> Int64 {
        Schema.rowID(epoch: 0, stream: stream.rawValue, offset: offset)
    }

    /// SQL that turns the tenth byte of a sealed row over.
    private static func flip(_ table: String, where condition: String = "1") -> String {
        """
        UPDATE \(table) SET sealed = substr(sealed, 1, 9) || CASE substr(sealed, 10, 1)
            WHEN x'00' THEN x'01' ELSE x'00' END || substr(sealed, 11) WHERE \(condition)
        """
    }

    @Test(arguments: [false, true])
    func `a wrong key is refused and touches nothing`(isKilled: Bool) async throws {
        let journal = try await folder.open()
        _ = try await journal.append([Given.alarm])
        try await journal.recordMarks()
        // Either the files of a running journal, as a power cut leaves them, or those of a closed one.
        let killed = try folder.copy()
        await journal.close()
        let folder = isKilled ? killed : folder
        let before = try folder.files()
        let wrong = SymmetricKey(size: .bits256)
        await #expect(throws: JournalError.wrongKey(path: folder.database)) {
            try await folder.open(key: wrong)
        }
        #expect(try folder.files() == before)
        await #expect(throws: JournalError.otherNode(found: NodeID(7), expected: NodeID(8))) {
            try await folder.open(node: NodeID(8))
        }
        #expect(try folder.files() == before)
        let again = try await folder.open()
        #expect(try await again.all(.alarm).count == 1)
        await again.close()
    }

    @Test func `a journal that is open is refused to a second one`() async throws {
        let journal = try await folder.open()
        _ = try await journal.append([Given.alarm])
        await #expect(throws: JournalError.inUse(path: folder.database)) { try await folder.open() }
        _ = try await journal.append([Given.alarm])
        #expect(try await journal.all(.alarm).count == 2)
        await journal.close()
    }

    @Test func `a newer schema is refused with both versions`() async throws {
        try await fill(fixes: 1)
        let newer = Schema.version + 1
        try folder.tamper("PRAGMA user_version = \(newer)")
        // What a newer version would have left beside the keys.
        guard
            case .authentic(var record) = try IdentityRecord.read(
                folder.keys + "/journal.id",
                key: JournalFolder.key
            )
        else { return #expect(Bool(false), "no record") }
        record.schema = newer
        try record.write(to: folder.keys + "/journal.id", key: JournalFolder.key)
        let before = try folder.files()
        await #expect(throws: JournalError.newerSchema(found: newer, supported: Schema.version)) {
            try await folder.open()
        }
        #expect(try folder.files() == before)
    }

    @Test func `what is not a journal, where none ever was, is refused and left alone`() async throws {
        try folder.tamper("CREATE TABLE other (a)", "PRAGMA application_id = 5")
        await #expect(throws: JournalError.foreign(path: folder.database)) { try await folder.open() }
        let text = [UInt8](repeating: 0x41, count: 9_000)
        try DurableFile.replace(folder.database, with: text)
        await #expect(throws: JournalError.foreign(path: folder.database)) { try await folder.open() }
        #expect(try DurableFile.read(folder.database, limit: 10_000) == text)
    }

    @Test func `a file that a power cut left empty becomes a journal`() async throws {
        try DurableFile.replace(folder.database, with: [])
        let journal = try await folder.open()
        _ = try await journal.append([Given.alarm])
        await journal.close()
        #expect(try folder.files()["journal/journal.db"]?.isEmpty == false)
    }

    @Test func `only the owner reads the files`() async throws {
        try await fill(fixes: 1)
        let journal = try await folder.open()
        try await journal.recordMarks()
        for file in try folder.files().keys {
            var information = stat()
            stat("\(folder.path)/\(file)", &information)
            #expect(information.st_mode & 0o077 == 0, "\(file)")
        }
        await journal.close()
    }

    @Test func `nothing readable is on the disk`() async throws {
        let journal = try await folder.open(projector: .node)
        _ = try await journal.append([Given.embark("TAG-4711"), Given.stock(1, lot: "LOT-0815")])
        try await journal.set("radio_silence", Array("SETTING-42".utf8))
        try await journal.recordMarks()
        for (name, bytes) in try folder.files() {
            for secret in ["TAG-4711", "LOT-0815", "SETTING-42", "07350035400010", "onboard", "stock/"] {
                #expect(bytes.firstRange(of: Array(secret.utf8)) == nil, "\(secret) in \(name)")
            }
        }
        await journal.close()
    }

    @Test func `a flipped byte is named, its neighbours are read and sent`() async throws {
        try await fill(fixes: 5)
        let damaged = Self.row(.track, 2)
        try folder.tamper(Self.flip("event", where: "id = \(damaged)"))
        var journal = try await folder.open()
        let found = try await journal.verify()
        #expect(found.events == 5)
        #expect(found.faults.count == 1)
        #expect(found.faults.first?.contains("track 2: the row does not authenticate") == true)
        await #expect(throws: JournalError.damagedRow(table: "event", id: damaged)) {
            try await journal.all(.track)
        }
        #expect(try await journal.list(.track, from: 0, limit: 2).offsets == [0, 1])
        #expect(try await journal.list(.track, from: 3, limit: 9).offsets == [3, 4])

        #expect(try await journal.unsent(.track).offsets == [0, 1, 3, 4])
        let epoch = try await journal.status().epoch
        let gap = Gap(stream: .track, epoch: epoch, first: 2, count: 1, reason: .lost)
        #expect(try await journal.unsentGaps(.transport, limit: 9) == [gap])
        #expect(try await journal.unsent(.track).offsets == [0, 1, 3, 4])
        try await journal.receive(.track, [0..<5], epoch: epoch)
        #expect(try await journal.status().streams.first { $0.stream == .track }?.unsent == 0)
        await journal.close()
        journal = try await folder.open()
        #expect(try await journal.unsent(.track).isEmpty)
        await journal.close()
    }

    @Test func `a newest snapshot that is damaged is passed over`() async throws {
        try await fill(fixes: 2)
        try folder.tamper(Self.flip("event", where: "id = \(Self.row(.track, 1))"))
        let journal = try await folder.open()
        #expect(try await journal.unsentNewest(.transport).isEmpty)
        #expect(try await journal.unsent(.track).offsets == [0])
        await journal.close()
    }

    @Test func `two rows in each other's place are both named`() async throws {
        try await fill(fixes: 3)
        let (a, b) = (Self.row(.track, 0), Self.row(.track, 1))
        try folder.tamper(
            "CREATE TEMP TABLE swap AS SELECT * FROM event WHERE id IN (\(a), \(b))",
            "UPDATE event SET sealed = (SELECT sealed FROM swap WHERE id = \(b)) WHERE id = \(a)",
            "UPDATE event SET sealed = (SELECT sealed FROM swap WHERE id = \(a)) WHERE id = \(b)"
        )
        let journal = try await folder.open()
        #expect(try await journal.verify().faults.count == 2)
        #expect(try await journal.unsent(.track).offsets == [2])
        await journal.close()
    }

    @Test func `a row that is gone is named`() async throws {
        try await fill(fixes: 5)
        try folder.tamper("DELETE FROM event WHERE id = \(Self.row(.track, 2))")
        let journal = try await folder.open()
        let faults = try await journal.verify().faults
        #expect(faults.count == 1)
        #expect(faults.first?.hasSuffix("track: offsets 2..<3 are missing") == true)
        await #expect(throws: JournalError.missingRows(stream: .track, offset: 2)) {
            try await journal.unsent(.track)
        }
        await journal.close()
    }

    @Test(arguments: [flip("projection"), "UPDATE projection SET rest = substr(rest, 1, 7) || x'00'"])
    func `a damaged projection is named, and events go on with what is unknown left out`(
        damage: String
    ) async throws {
        try await fill(fixes: 1)
        try folder.tamper(damage)
        let journal = try await folder.open(projector: .node)
        let name = Projections.name(of: Given.key("L1"))
        await #expect(throws: JournalError.damagedRow(table: "projection", id: 0)) {
            try await journal.projection(name)
        }
        #expect(try await journal.verify().faults.isEmpty == false)
        try await journal.appendDeferred([Given.fix(9)])
        _ = try await journal.append([Given.stock(2), Given.stock(3, lot: "L2"), Given.embark("A")])
        #expect(try await journal.status().foldFailures > 0)
        let movements = try await journal.all(.stock).map { try Event(canonicalBytes: $0.bytes).body }
        let balances = movements.map { body -> Int64? in
            if case .stockMovement(let movement) = body { movement.balanceAfter } else { nil }
        }
        #expect(balances == [5, nil, 3])
        #expect(try await journal.all(.track).count == 2)
        #expect(try await journal.all(.patients).count == 2)
        await journal.close()
    }

    @Test func `a damaged idempotency row refuses its own request and no other`() async throws {
        let key = try #require(IdempotencyKey([UInt8](repeating: 9, count: 16)))
        let first = try await folder.open()
        _ = try await first.append([Given.alarm], key: key)
        await first.close()
        try folder.tamper(Self.flip("idempotency"))
        let journal = try await folder.open()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<10 {
                // A refusal is what this test counts.
                group.addTask {
                    (try? await journal.append([Given.alarm], key: number == 5 ? key : nil)) != nil
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } == 9)
        #expect(try await journal.all(.alarm).count == 10)
        await journal.close()
    }

    @Test(arguments: ["acknowledged", "setting"])
    func `damaged receipts mean sending again, never forgetting`(table: String) async throws {
        var journal = try await folder.open()
        _ = try await journal.append([Given.fix(1), Given.fix(2)])
        let epoch = try await journal.status().epoch
        try await journal.receive(.track, [0..<2], epoch: epoch)
        await journal.close()
        try folder.tamper(Self.flip(table))
        journal = try await folder.open()
        #expect(try await journal.unsent(.track).offsets == [0, 1])
        try await journal.receive(.track, [0..<2], epoch: epoch)
        await journal.close()
        journal = try await folder.open()
        #expect(try await journal.unsent(.track).isEmpty)
        await journal.close()
    }
}
