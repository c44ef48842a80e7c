import FieldModel
import Glibc
import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(1))) struct EpochTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private func append(_ count: Int, to journal: Journal) async throws -> [EventIdentity] {
        try await journal.append((0..<count).map { Given.fix($0) }).identities
    }

    @Test func `reopening stays in the epoch`() async throws {
        var epochs: Set<Epoch> = []
        for _ in 0..<3 {
            let journal = try await folder.open()
            epochs.insert(try await journal.status().epoch)
            _ = try await append(2, to: journal)
            try await journal.recordMarks()
            await journal.close()
        }
        #expect(epochs.count == 1)
        #expect(epochs.first?.counter == 1)
    }

    @Test func `a journal restored from an older copy begins one higher epoch and reuses no identity`()
        async throws
    {
        var journal = try await folder.open()
        var seen = Set(try await append(5, to: journal))
        try await journal.recordMarks()
        await journal.close()
        let older = try folder.copy()

        journal = try await folder.open()
        let lost = try await append(3, to: journal)
        seen.formUnion(lost)
        try await journal.recordMarks()
        await journal.close()
        try folder.restoreDatabase(from: older)

        var epochs: Set<Epoch> = []
        for _ in 0..<3 {
            journal = try await folder.open()
            let status = try await journal.status()
            epochs.insert(status.epoch)
            #expect(status.epoch.counter == 2)
            // The rest of the old epoch is delivered all the same.
            #expect(try await journal.unsent(.track).filter { $0.identity.epoch.counter == 1 }.count == 5)
            let written = try await append(4, to: journal)
            #expect(seen.isDisjoint(with: written))
            seen.formUnion(written)
            await journal.close()
        }
        #expect(epochs.count == 1)
    }

    @Test func `events that nobody outside ever saw are declared lost with the journal that held them`()
        async throws
    {
        var journal = try await folder.open()
        _ = try await append(5, to: journal)
        await journal.close()
        let older = try folder.copy()
        journal = try await folder.open()
        let first = try await journal.status().epoch
        _ = try await append(3, to: journal)
        await journal.close()
        try folder.restoreDatabase(from: older)
        for _ in 0..<2 {
            journal = try await folder.open()
            #expect(try await journal.status().epoch.counter == 2)
            let gap = Gap(stream: .track, epoch: first, first: 5, count: 3, reason: .lost)
            #expect(try await journal.unsentGaps(.transport, limit: 9) == [gap])
            #expect(try await journal.unsent(.track).offsets == [0, 1, 2, 3, 4])
            await journal.close()
        }
    }

    @Test func `a journal older than its epoch begins a higher one`() async throws {
        var journal = try await folder.open()
        _ = try await append(5, to: journal)
        await journal.close()
        let older = try folder.copy()
        journal = try await folder.open()
        let first = try await journal.status().epoch
        try await journal.receive(.track, [0..<9], epoch: first)
        try await journal.recordMarks()
        let second = try await journal.status().epoch
        await journal.close()
        try folder.restoreDatabase(from: older)
        journal = try await folder.open()
        let third = try await journal.status().epoch
        #expect([first, second, third].map(\.counter) == [1, 2, 3])
        await journal.close()
    }

    @Test func `a deleted journal gets a higher epoch from the counter beside the key`() async throws {
        var last: Epoch?
        for counter in 1...3 as ClosedRange<UInt32> {
            let journal = try await folder.open()
            let epoch = try await journal.status().epoch
            #expect(epoch.counter == counter)
            if let last { #expect(last < epoch) }
            last = epoch
            _ = try await append(1, to: journal)
            try await journal.recordMarks()
            await journal.close()
            for name in ["journal.db", "journal.marks"] { unlink("\(folder.journal)/\(name)") }
        }
    }

    @Test func `a counter that has no number left is refused by name`() async throws {
        try DurableFile.replace(folder.keys + "/epoch", with: Array("4294967295\n".utf8))
        await #expect(throws: JournalError.noEpochLeft) { try await folder.open() }
    }

    @Test(arguments: 0..<2)
    func `a torn slot of the marks leaves the one before`(slot: Int) async throws {
        let journal = try await folder.open()
        _ = try await append(1, to: journal)
        try await journal.recordMarks()
        _ = try await append(1, to: journal)
        try await journal.recordMarks()
        await journal.close()
        var bytes = try #require(try DurableFile.read(folder.marks, limit: 4096))
        #expect(bytes.count == HighWaterMarks.slotSize + 120)
        bytes[slot * HighWaterMarks.slotSize + 40] ^= 1
        try DurableFile.replace(folder.marks, with: bytes)
        let identifier = Array(bytes[16..<32])
        let marks = try HighWaterMarks(path: folder.marks, journal: identifier, key: JournalFolder.key)
        // After the record of the new journal, the first of these went into the first slot.
        #expect(marks.current?.next[3] == (slot == 0 ? 2 : 1))
        bytes[(1 - slot) * HighWaterMarks.slotSize + 40] ^= 1
        try DurableFile.replace(folder.marks, with: bytes)
        let none = try HighWaterMarks(path: folder.marks, journal: identifier, key: JournalFolder.key)
        #expect(none.current == nil)
    }

    @Test func `the marks follow each answer before anything else is answered`() async throws {
        let journal = try await folder.open()
        let identifier = try #require(try HighWaterMarks.claims(path: folder.marks).last)
        for count in 1...4 as ClosedRange<UInt64> {
            _ = try await append(1, to: journal)
            _ = try await journal.status()
            let marks = try HighWaterMarks(path: folder.marks, journal: identifier, key: JournalFolder.key)
            #expect(marks.current?.next[3] == count)
        }
        await journal.close()
    }

    @Test func `marks that are garbage are no marks`() async throws {
        for content in [
            [], [UInt8](repeating: 0, count: 1024), Array("BKHW".utf8),
            [UInt8](repeating: 0xFF, count: 9_000),
        ] {
            try DurableFile.replace(folder.marks, with: content)
            let journal = try await folder.open()
            _ = try await append(1, to: journal)
            try await journal.recordMarks()
            #expect(try await journal.status().epoch.counter == 1)
            await journal.close()
        }
    }
}
