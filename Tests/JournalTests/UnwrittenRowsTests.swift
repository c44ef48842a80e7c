import Agent
import FieldModel
import Store
import TestKit
import Testing
import Wire
import Workflows

@testable import Journal

/// Rows that wait while their events are on the disk.
@Suite(.timeLimit(.minutes(3))) struct UnwrittenRowsTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    /// A row as two journals may have it.
    private struct Row: Equatable {
        var name: String
        var state: [UInt8]
    }

    private static func rows(_ journal: Journal) async throws -> [Row] {
        try await journal.projections(prefix: "").map { Row(name: $0.name, state: $0.state) }
    }

    /// Rows of the table, seen without the journal.
    private static func written(_ folder: JournalFolder) throws -> Int64 {
        let twin = try folder.copy()
        let count = try Connection(path: twin.database).integer("SELECT count(*) FROM projection") ?? 0
        // The twin is removed with its last reference.
        return withExtendedLifetime(twin) { count }
    }

    /// Rows as they stand in the table: a journal that folds nothing shows no others.
    private static func stored(_ folder: JournalFolder) async throws -> [Row] {
        let twin = try folder.copy()
        let journal = try await twin.open(projector: .none)
        let rows = try await rows(journal)
        await journal.close()
        return rows
    }

    private static func event(_ random: inout SplitMix) -> Event {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5:
            let lot = Token(rawValue: "L\(Int.random(in: 0..<90, using: &random))") ?? "L"
            return Given.stock(Int64.random(in: -9...20, using: &random), lot: lot)
        case 5..<8:
            let tag = Token(rawValue: "P\(Int.random(in: 0..<6, using: &random))")
            let action = PatientMovement.Action.allCases.randomElement(using: &random) ?? .embark
            return Given.event(.patientMovement(PatientMovement(action: action, tag: tag)))
        case 8: return Given.mission(.available)
        default: return Bool.random(using: &random) ? Given.alarm : Given.health
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `a journal cut off at any moment has the rows of its events`(seed: UInt64) async throws {
        var random = SplitMix(seed)
        var folder = folder
        var journal = try await folder.open(projector: .node)
        var waited = 0
        for _ in 0..<8 {
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                let events = (0..<Int.random(in: 1...40, using: &random)).map { _ in Self.event(&random) }
                _ = try await journal.append(events)
            }
            let twin = try folder.copy()
            let before = try await Self.rows(journal)
            if try await Self.stored(twin) != before { waited += 1 }
            if Bool.random(using: &random) {
                await journal.close()
                #expect(try Self.written(folder) == Int64(before.count) + 1)
            }
            let next = try await twin.open(projector: .node)
            #expect(try await Self.rows(next) == before)
            await journal.close()
            (folder, journal) = (twin, next)
        }
        // Else this test has shown nothing.
        #expect(waited > 0)
        let rows = try await Self.rows(journal)
        await journal.close()
        let again = try await folder.open(projector: .node)
        #expect(try await Self.rows(again) == rows)
        await again.close()
    }

    @Test func `no more events wait than opening may fold`() async throws {
        let journal = try await folder.open(projector: .node)
        for _ in 0..<Engine.foldLimit / 40 - 1 {
            _ = try await journal.append((0..<40).map { _ in Given.stock(1) })
        }
        #expect(try Self.written(folder) == 0)
        for _ in 0..<2 { _ = try await journal.append((0..<40).map { _ in Given.stock(1) }) }
        #expect(try Self.written(folder) > 0)
        await journal.close()
    }

    @Test func `the newest snapshots are found again`() async throws {
        let journal = try await folder.open(projector: .node)
        _ = try await journal.append([Given.embark("A"), Given.mission(.loaded)])
        let newest = try await journal.unsentNewest(.transport).map(\.identity)
        let twin = try folder.copy()
        let again = try await twin.open(projector: .node)
        #expect(try await again.unsentNewest(.transport).map(\.identity) == newest)
        #expect(newest.count == 2)
        await journal.close()
        await again.close()
    }

    @Test func `a damaged event that no row has yet makes its rows unknown, never wrong`() async throws {
        let journal = try await folder.open(projector: .node)
        _ = try await journal.append([Given.stock(5)])
        _ = try await journal.append([Given.stock(3), Given.embark("A")])
        let twin = try folder.copy()
        await journal.close()
        let id = Schema.rowID(epoch: 0, stream: FieldModel.Stream.stock.rawValue, offset: 0)
        try twin.tamper("UPDATE event SET sealed = zeroblob(60) WHERE id = \(id)")
        let again = try await twin.open(projector: .node)
        let row = try await again.projection(Projections.name(of: Given.key("L1")))
        #expect(row == StoredState.unknown.bytes)
        // The others are not, also after a second cut.
        let third = try twin.copy()
        await again.close()
        let last = try await third.open(projector: .node)
        let onboard = try await last.projection("onboard")
        #expect(try OnboardState(decoding: try #require(onboard)).total == 1)
        #expect(try await last.projection(Projections.name(of: Given.key("L1"))) == row)
        await last.close()
        // What a closed journal folded needs its events no more.
        try folder.tamper("UPDATE event SET sealed = zeroblob(60) WHERE id = \(id)")
        let closed = try await folder.open(projector: .node)
        let kept = try await closed.projection(Projections.name(of: Given.key("L1")))
        #expect(try StockState(decoding: try #require(kept)).balance == 8)
        await closed.close()
    }

    @Test func `without knowing how far the rows came, all is folded again`() async throws {
        let journal = try await folder.open(projector: .node)
        for _ in 0..<30 { _ = try await journal.append([Given.stock(2), Given.embark("A")]) }
        let rows = try await Self.rows(journal)
        let twin = try folder.copy()
        await journal.close()
        try twin.tamper("UPDATE setting SET sealed = zeroblob(60) WHERE name = '\(Engine.foldedSetting)'")
        let again = try await twin.open(projector: .node)
        // A first answer comes behind a step of the work.
        for _ in 0..<1_000 where try await again.status().areProjectionsUnknown {
            _ = try await again.status()
        }
        #expect(try await Self.rows(again) == rows)
        await again.close()
    }
}
