import FieldModel
import TestKit
import Testing
import Wire

@testable import Journal

/// Events that a record of a gap says are kept, and that are gone all the same.
@Suite(.timeLimit(.minutes(2))) struct KeptTests {
    enum Harm: CaseIterable, Sendable {
        /// A row with events that were kept does not authenticate.
        case row
        /// So does one, and the whole journal has to be searched.
        case rowAndSchema
        /// The record of what is gone does not authenticate.
        case record
    }

    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private func open() async throws(JournalError) -> Journal {
        let logLimit: Int64 = 256 << 10
        return try await folder.open(quota: logLimit * 9 / 4 + 4096 + 150 * 1024, logLimit: logLimit)
    }

    /// A closed journal with a thinned winding drive, undelivered; returns its head.
    private func thin() async throws -> UInt64 {
        let journal = try await open()
        var random = SplitMix(1)
        for start in stride(from: 0, to: 12_000, by: 50) {
            let fixes = (start..<start + 50).compactMap { number -> Event? in
                guard var fix = Fix(latitude: 59, longitude: 18) else { return nil }
                fix.latitude += Int32(number) * 100
                fix.longitude += Int32(number % 400 < 200 ? number % 400 : 400 - number % 400) * 100
                // What nobody can foresee takes room.
                fix.accuracy = .random(in: 1...60_000, using: &random)
                fix.speed = .random(in: 100...60_000, using: &random)
                fix.course = .random(in: 0...179, using: &random)
                return Given.event(
                    .fix(fix),
                    at: UInt64(number) * 1_000 + .random(in: 0...500, using: &random)
                )
            }
            _ = try await journal.append(fixes)
        }
        try await journal.tidy()
        #expect(try await journal.gone(.track, .thinned) > 4_000)
        await journal.close()
        return 12_000
    }

    private func harm(_ harm: Harm) throws {
        let table = harm == .record ? "gap" : "event"
        // The second row of the stream: surely in a record.
        try folder.tamper(
            """
            UPDATE \(table) SET sealed = substr(sealed, 1, 9) || CASE substr(sealed, 10, 1)
                WHEN x'00' THEN x'01' ELSE x'00' END || substr(sealed, 11)
            WHERE id = (SELECT id FROM \(table) ORDER BY id LIMIT 1 OFFSET \(harm == .record ? 0 : 1))
            """
        )
        guard harm == .rowAndSchema else { return }
        var bytes = try #require(try DurableFile.read(folder.database, limit: 1 << 22))
        bytes[100] = 0x77
        try DurableFile.replace(folder.database, with: bytes)
    }

    @Test(arguments: Harm.allCases)
    func `what was kept and is gone is told as lost, and nothing stays missing`(harm: Harm) async throws {
        let head = try await thin()
        try self.harm(harm)
        let journal = try await open()
        while try await journal.status().isRecovering {}
        let epoch = try #require(
            try await journal.status().streams.first { $0.stream == .track && $0.next == head }?.epoch
        )
        let sent = try await journal.unsent(.track)
        // What could not be read is declared between two batches.
        _ = try await journal.append([Given.alarm])
        _ = try await journal.status()
        let gaps = try await journal.unsentGaps(.transport, limit: .max)
        let lost = gaps.filter { $0.reason == .lost }
        #expect(!lost.isEmpty && lost.allSatisfy { $0.kept.isEmpty && $0.count <= Engine.gapLimit })
        // As a coordinator counts.
        let there = Set(sent.filter { $0.identity.epoch == epoch }.offsets)
        let missing = (0..<head).filter { offset in
            !there.contains(offset) && !gaps.contains { $0.epoch == epoch && $0.covers(offset) }
        }
        #expect(missing.isEmpty)
        #expect(!there.contains { offset in lost.contains { $0.covers(offset) } })
        #expect(try await journal.isSound() || harm == .record)
        try await journal.receive(.track, [0..<head], epoch: epoch)
        #expect(try await journal.unsent(.track).isEmpty)
        #expect(
            try await journal.status().streams.first { $0.epoch == epoch && $0.stream == .track }?.unsent ?? 0
                == 0
        )
        await journal.close()
    }
}
