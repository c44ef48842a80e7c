import FieldModel
import Store
import Testing
import Wire

@testable import Journal

@Suite(.timeLimit(.minutes(1))) struct GrowingRowTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private func rows(_ journal: Journal) async throws -> [Int64] {
        try await journal.perform { engine throws(JournalError) in
            try storing { () throws(SQLiteError) in
                let statement = try engine.connection.prepare("SELECT count FROM event ORDER BY id")
                defer { statement.reset() }
                var counts: [Int64] = []
                while try statement.step() { counts.append(statement.int(0)) }
                return counts
            }
        }
    }

    /// Commits fixes ten at a time, as the commit interval does.
    private func drive(_ journal: Journal, _ range: Range<Int>) async throws {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: 10) {
            _ = try await journal.append((start..<start + 10).map { Given.fix($0) })
        }
    }

    @Test func `fixes of many commits fill one row before the next begins`() async throws {
        let journal = try await folder.open()
        try await drive(journal, 0..<300)
        #expect(try await rows(journal) == [128, 128, 44])
        #expect(try await journal.all(.track).offsets == Array(0..<300))
        await journal.close()
    }

    @Test func `a row grows no more once the journal was opened again`() async throws {
        var journal = try await folder.open()
        try await drive(journal, 0..<20)
        await journal.close()
        journal = try await folder.open()
        try await drive(journal, 20..<40)
        #expect(try await rows(journal) == [20, 20])
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `what was retired does not come back with the next commit`() async throws {
        let journal = try await folder.open()
        try await drive(journal, 0..<20)
        try await journal.receive(.track, [0..<20], epoch: try await journal.status().epoch)
        try await journal.perform { engine throws(JournalError) in
            try engine.retire(engine.epochs.count - 1, .track, 0..<20)
        }
        try await drive(journal, 20..<30)
        #expect(try await rows(journal) == [10])
        #expect(try await journal.all(.track).offsets == Array(20..<30))
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `acts keep the row of their commit`() async throws {
        let journal = try await folder.open()
        for number in 1...3 {
            _ = try await journal.append([Given.stock(Int64(number)), Given.stock(Int64(number))])
        }
        #expect(try await rows(journal) == [2, 2, 2])
        await journal.close()
    }
}
