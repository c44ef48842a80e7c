import FieldModel
import Glibc
import TestKit
import Testing

@testable import Journal

/// A real file system that is filled by somebody else while the journal is at work.
@Suite(.timeLimit(.minutes(3)), .enabled(if: SmallDisk.isPossible, "mounting a file system needs root"))
struct FullDiskTests {
    static let logLimit: Int64 = 256 << 10

    let disk: SmallDisk
    let folder: JournalFolder
    let levels = LevelRecord()

    init() throws {
        disk = try SmallDisk(bytes: 6 << 20)
        folder = try JournalFolder(in: disk.path)
    }

    private func open() async throws(JournalError) -> Journal {
        let levels = levels
        return try await folder.open(logLimit: Self.logLimit, levelChanged: { levels.note($0) })
    }

    private func deferredRefusal(
        _ journal: Journal,
        _ number: Int
    ) async throws(JournalError) -> StorageLevel? {
        do throws(JournalError) {
            try await journal.appendDeferred([Given.fix(number)])
            return nil
        } catch {
            guard case .full(let level) = error else { throw error }
            return level
        }
    }

    /// Appends patients, one event each, until one is refused; returns how many were taken and at which level it ended.
    private func fill(
        _ journal: Journal,
        limit: Int = 100_000
    ) async throws -> (taken: Int, level: StorageLevel) {
        for taken in 0..<limit {
            if let level = try await journal.refusal(of: [Given.embark("A")]) { return (taken, level) }
        }
        throw JournalError.closed
    }

    @Test
    func `what goes goes in order, what is new is refused in order, and the ballast holds the last patients`()
        async throws
    {
        let journal = try await open()
        let epoch = try await journal.status().epoch
        try await journal.appendEach((0..<600).map { Given.stock(Int64($0) + 1) })
        try await journal.appendEach((0..<6_000).map { Given.fix($0) }, together: 60)
        try await journal.appendEach((0..<60).map { _ in Given.health })
        try await journal.receive(.stock, [0..<400], epoch: epoch)
        try await journal.receive(.track, [0..<1_500], epoch: epoch)
        try await journal.receive(.node, [0..<60], epoch: epoch)
        #expect(levels.all.isEmpty)
        try disk.fill()

        var refusedAt: [FieldModel.Stream: StorageLevel] = [:]
        var refusedWhen: [FieldModel.Stream] = []
        var stock: UInt64 = 600
        var patients = 0
        func note(_ stream: FieldModel.Stream, _ level: StorageLevel?) {
            guard let level, refusedAt[stream] == nil else { return }
            refusedAt[stream] = level
            refusedWhen.append(stream)
        }
        var fix = 6_000
        while refusedAt[.patients] == nil {
            for _ in 0..<16 where refusedAt[.patients] == nil {
                let refusal = try await journal.refusal(of: [Given.embark("A")])
                note(.patients, refusal)
                if refusal == nil { patients += 1 }
            }
            if refusedAt[.stock] == nil {
                let refusal = try await journal.refusal(of: [Given.stock(1)])
                note(.stock, refusal)
                if refusal == nil { stock += 1 }
            }
            fix += 1
            if refusedAt[.track] == nil { note(.track, try await deferredRefusal(journal, fix)) }
            let status = try await journal.status().storage
            #expect(status.isDiskShort)
            let gone = Set(status.gaps.map { "\($0.stream.name) \($0.reason)" })
            // Nothing is thinned before what was delivered of the routine is gone, nothing kept goes before that.
            if gone.contains("track thinned") { #expect(try await journal.all(.node).isEmpty) }
            if gone.contains("stock retired") { #expect(gone.contains("track thinned")) }
            if refusedAt[.track] != nil { #expect(gone.contains("stock retired")) }
        }
        #expect(refusedWhen == [.track, .stock, .patients])
        #expect(refusedAt == [.track: .refusingRoutine, .stock: .reserve, .patients: .diskFull])
        #expect(try await journal.refusal(of: [Given.alarm]) == .diskFull)
        let climb = levels.all.reduce(into: [StorageLevel]()) { if !$0.contains($1) { $0.append($1) } }
        #expect(climb.filter { $0 != .ok } == StorageLevel.allCases.filter { $0 != .ok && $0 != .full })
        // Not one byte more was to be had: the ballast went into the last patients.
        let storage = try await journal.status().storage
        #expect(!storage.hasBallast)
        #expect(disk.free < 2 * 65_536)
        #expect(storage.refused.keys.contains(.alarm) && storage.refused.keys.contains(.patients))
        #expect(try await journal.all(.patients).count == patients)
        #expect(try await journal.unsent(.stock).offsets == Array(400..<stock))
        #expect(try await journal.isSound())

        disk.empty()
        try await journal.tidy()
        #expect(try await journal.status().storage.hasBallast)
        #expect(try await journal.status().storage.level == .ok)
        try await journal.appendEach([Given.alarm, Given.embark("B"), Given.stock(1)])
        #expect(try await deferredRefusal(journal, 9_999) == nil)
        await journal.close()
        let again = try await open()
        #expect(try await again.all(.patients).count == patients + 1)
        #expect(try await again.isSound())
        await again.close()
    }

    @Test
    func `a full disk gives room for what is new as soon as the old is delivered, with nobody going away`()
        async throws
    {
        let journal = try await open()
        let epoch = try await journal.status().epoch
        try await journal.appendEach((0..<8_000).map { Given.stock(Int64($0) + 1) }, together: 20)
        try disk.fill()
        let (patients, level) = try await fill(journal)
        #expect(level == .diskFull)
        let before = try #require(folder.size("journal.db"))
        try await journal.receive(.patients, [0..<UInt64(patients)], epoch: epoch)
        try await journal.receive(.stock, [0..<8_000], epoch: epoch)
        #expect(try await journal.refusal(of: [Given.alarm]) == nil)
        // Pages go back until there is room for the ballast again.
        try await journal.tidy()
        let storage = try await journal.status().storage
        #expect(storage.hasBallast && storage.level == .ok)
        #expect(try #require(folder.size("journal.db")) < before)
        #expect(disk.free < 1 << 20)
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `a journal opens on a disk on which not one byte is left`() async throws {
        var journal = try await open()
        try await journal.appendEach((0..<200).map { Given.stock(Int64($0) + 1) })
        await journal.close()
        try disk.fill()
        #expect(disk.free == 0)
        journal = try await open()
        #expect(try await journal.unsent(.stock).count == 200)
        #expect(try await journal.refusal(of: [Given.alarm]) == nil)
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `an agent killed on a full disk without ballast comes up, keeps all and says that it is full`()
        async throws
    {
        let journal = try await open()
        try await journal.appendEach((0..<400).map { Given.stock(Int64($0) + 1) })
        try disk.fill()
        let patients = try await fill(journal).taken
        #expect(try await !journal.status().storage.hasBallast)
        // What a kill leaves, on another disk that is as full.
        let files = try folder.files()
        await journal.close()
        let second = try SmallDisk(bytes: 6 << 20)
        let twin = try JournalFolder(holding: files, in: second.path)
        try second.fill()
        let again = try await twin.open(logLimit: Self.logLimit)
        #expect(try await again.all(.patients).count == patients)
        #expect(try await again.all(.stock).count == 400)
        #expect(try await again.status().storage.isDiskShort)
        second.empty()
        try await again.tidy()
        #expect(try await again.refusal(of: [Given.alarm]) == nil)
        #expect(try await again.status().storage.hasBallast)
        #expect(try await again.isSound())
        await again.close()
    }

    @Test func `marks are written where they stand, and an epoch that finds no room is begun later`()
        async throws
    {
        let journal = try await open()
        let epoch = try await journal.status().epoch
        try await journal.appendEach((0..<40).map { Given.stock(Int64($0) + 1) })
        try await journal.recordMarks()
        try disk.fill()
        #expect(try await journal.append([Given.stock(1)]).identities.map(\.offset) == [40])
        try await journal.recordMarks()
        // A receipt for what never was needs a new epoch, and that a file of its own.
        await #expect(throws: JournalError.file(path: folder.keys + "/epoch.new", errno: ENOSPC)) {
            try await journal.receive(.stock, [0..<90], epoch: epoch)
        }
        // By now the disk is known to be full, and alarms alone are taken.
        #expect(try await journal.append([Given.alarm]).identities.map(\.epoch) == [epoch])
        disk.empty()
        try await journal.tidy()
        #expect(try await journal.receive(.stock, [0..<90], epoch: epoch).showsRollback)
        let next = try await journal.append([Given.stock(1)]).identities
        #expect(next.map(\.offset) == [0])
        #expect(next.allSatisfy { $0.epoch.counter == epoch.counter + 1 })
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test(arguments: 1...4) func `over twenty fillings of any size nothing that was answered is lost`(
        seed: UInt64
    ) async throws {
        var random = SplitMix(seed)
        var journal = try await open()
        let epoch = try await journal.status().epoch
        var taken: [FieldModel.Stream: Set<UInt64>] = [:]
        var refused = 0
        var number = 0
        for round in 0..<20 {
            try disk.fill(leaving: Int64.random(in: 0...3, using: &random) * 65_536)
            if round % 4 == 3 {
                await journal.close()
                journal = try await open()
            }
            for _ in 0..<Int.random(in: 50...600, using: &random) {
                number += 1
                let event: Event =
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: Given.alarm
                    case 1: Given.stock(Int64(number))
                    default: Given.embark("A")
                    }
                do throws(JournalError) {
                    for identity in try await journal.append([event]).identities {
                        #expect(taken[identity.stream, default: []].insert(identity.offset).inserted)
                    }
                } catch {
                    guard case .full = error else { throw error }
                    refused += 1
                }
            }
            if Bool.random(using: &random) {
                let stream = [FieldModel.Stream.stock, .patients].randomElement(using: &random) ?? .stock
                let delivered = UInt64(taken[stream]?.count ?? 0) * 3 / 4
                try await journal.receive(stream, [0..<delivered], epoch: epoch)
            }
            if Bool.random(using: &random) { disk.empty() }
        }
        #expect(refused > 0)
        disk.empty()
        try await journal.tidy()
        #expect(try await journal.status().storage.hasBallast)
        for (stream, offsets) in taken {
            let (there, gaps, next) = try await journal.perform { engine throws(JournalError) in
                let next = engine.current[next: stream]
                let there = try engine.list(stream, epoch: nil, from: 0, limit: .max).offsets
                return (Set(there), try engine.gaps(engine.current, stream, touching: 0..<next), next)
            }
            #expect(next == UInt64(offsets.count))
            let delivered = try await journal.perform { $0.current[delivered: stream] }
            for offset in offsets where !there.contains(offset) {
                #expect(delivered.contains(offset))
                #expect(gaps.contains { $0.covers(offset) && $0.reason == .retired })
            }
        }
        #expect(try await journal.isSound())
        await journal.close()
    }
}

extension JournalFolder {
    /// Bytes of a file in the journal's folder.
    func size(_ name: String) -> Int64? {
        var information = stat()
        return stat("\(journal)/\(name)", &information) == 0 ? Int64(information.st_size) : nil
    }
}
