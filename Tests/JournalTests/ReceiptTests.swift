import Agent
import FaultDisk
import FieldModel
import Testing
import Wire

@testable import Journal

@Suite(.timeLimit(.minutes(1))) struct ReceiptTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    /// A journal with so many fixes.
    private func journal(fixes count: Int) async throws -> (Journal, Epoch) {
        let journal = try await folder.open()
        for start in stride(from: 0, to: count, by: 50) {
            _ = try await journal.append((start..<min(start + 50, count)).map { Given.fix($0) })
        }
        return (journal, try await journal.status().epoch)
    }

    @Test func `what a receipt covers is not sent again, also after reopening`() async throws {
        var (journal, epoch) = try await journal(fixes: 20)
        var effect = try await journal.receive(.track, [0..<5, 7..<9, 19..<20], epoch: epoch)
        #expect(effect == ReceiptEffect(newlyDelivered: 8))
        effect = try await journal.receive(.track, [4..<8], epoch: epoch)
        #expect(effect == ReceiptEffect(newlyDelivered: 2))
        for _ in 0..<2 {
            #expect(try await journal.unsent(.track).offsets == Array(9..<19))
            #expect(try await journal.status().streams.first?.unsent == 10)
            await journal.close()
            journal = try await folder.open()
        }
        await journal.close()
    }

    @Test func `a receipt of another incarnation voids every earlier one`() async throws {
        var (journal, epoch) = try await journal(fixes: 10)
        _ = try await journal.append([Given.stock(1)])
        _ = try await journal.acknowledge(
            .stock,
            coordinator: 2,
            incarnation: [UInt8](repeating: 1, count: 16),
            durable: [(epoch, .stock, IntervalSet([0..<1]))]
        )
        try await journal.receive(.track, [0..<10], epoch: epoch)
        await journal.close()
        journal = try await folder.open()
        let effect = try await journal.receive(.track, [3..<4], epoch: epoch, incarnation: 2)
        #expect(effect == ReceiptEffect(newlyDelivered: 1, isNewIncarnation: true))
        // The owner of the stock is another coordinator, of which nothing is known to have changed.
        #expect(try await journal.unsent(.stock).isEmpty)
        for _ in 0..<2 {
            #expect(try await journal.unsent(.track).offsets == [0, 1, 2, 4, 5, 6, 7, 8, 9])
            await journal.close()
            journal = try await folder.open()
        }
        await journal.close()
    }

    @Test func `a coordinator that lost its store lost it for all its domains`() async throws {
        let (journal, epoch) = try await journal(fixes: 1)
        _ = try await journal.append([Given.stock(1)])
        try await journal.receive(.stock, [0..<1], epoch: epoch)
        #expect(try await journal.unsent(.stock).isEmpty)
        let effect = try await journal.receive(.track, [0..<1], epoch: epoch, incarnation: 2)
        #expect(effect == ReceiptEffect(newlyDelivered: 1, isNewIncarnation: true))
        #expect(try await journal.unsent(.stock).offsets == [0])
        await journal.close()
    }

    @Test func `a receipt for another domain's stream or an unknown epoch changes nothing`() async throws {
        let (journal, epoch) = try await journal(fixes: 10)
        let effect = try await journal.acknowledge(
            .stock,
            coordinator: 1,
            incarnation: [UInt8](repeating: 1, count: 16),
            durable: [
                (epoch, .track, IntervalSet([0..<10])),
                (Epoch(rawValue: 1), .stock, IntervalSet([0..<10])),
            ]
        )
        #expect(effect == ReceiptEffect())
        #expect(try await journal.unsent(.track).count == 10)
        await #expect(throws: JournalError.self) {
            try await journal.acknowledge(.stock, coordinator: 1, incarnation: [1], durable: [])
        }
        await journal.close()
    }

    @Test func `a receipt beyond the head begins one new epoch, and what was unsent stays so`() async throws {
        var (journal, old) = try await journal(fixes: 10)
        try await journal.add(
            ClockAnchor(bootMilliseconds: 1, unixMilliseconds: 2, quality: .trusted, uncertainty: 3)
        )
        let effect = try await journal.receive(.track, [0..<4, 12..<15], epoch: old)
        #expect(effect == ReceiptEffect(newlyDelivered: 4, showsRollback: true))
        let epoch = try await journal.status().epoch
        #expect(epoch.counter == old.counter + 1)
        // The time is known in the new epoch as it was in the old one.
        let record = try #require(await journal.status().boot)
        #expect(record.ordinal == 0)
        #expect(record.anchors.count == 1)
        // The same receipt again settles what it showed to be gone here and there at hand.
        let again = try await journal.receive(.track, [0..<4, 12..<15], epoch: old)
        #expect(again == ReceiptEffect(newlyDelivered: 3))
        let identity = try #require(await journal.append([Given.fix(99)]).identities.first)
        #expect(identity.epoch == epoch)
        #expect(identity.offset == 0)
        for _ in 0..<2 {
            #expect(try await journal.status().epoch == epoch)
            let unsent = try await journal.unsent(.track)
            #expect(unsent.map(\.identity.epoch) == Array(repeating: old, count: 6) + [epoch])
            #expect(unsent.offsets == [4, 5, 6, 7, 8, 9, 0])
            #expect(try await journal.status().streams.map(\.unsent) == [8, 1])
            let gaps = try await journal.unsentGaps(.transport, limit: 9)
            #expect(gaps == [Gap(stream: .track, epoch: old, first: 10, count: 5, reason: .lost)])
            await journal.close()
            journal = try await folder.open()
        }
        await journal.close()
    }

    /// The epoch ends together with what it lost, whatever call fails last.
    @Test(arguments: [FaultDisk.Fault.powerCut, .once])
    func `a new epoch after a receipt never begins without its gap`(fault: FaultDisk.Fault) async throws {
        var call = 0
        var hasStruck = true
        while hasStruck {
            call += 1
            let folder = try JournalFolder()
            let disk = FaultDisk(tracksPower: true)
            var settings = JournalSettings(
                directory: folder.journal,
                keysDirectory: folder.keys,
                node: JournalFolder.node
            )
            settings.vfs = disk.vfs
            func open() async throws(JournalError) -> Journal {
                try await Journal.open(
                    settings,
                    key: JournalFolder.key,
                    bootID: JournalFolder.boot,
                    projector: .none
                )
            }
            var journal = try await open()
            _ = try await journal.append((0..<10).map { Given.fix($0) })
            let old = try await journal.status().epoch
            disk.plan(fault, at: call)
            _ = try? await journal.receive(.track, [12..<15], epoch: old)
            await journal.close()
            hasStruck = disk.hasStruck
            if disk.isOff { try disk.restorePower(.all, seed: UInt64(call)) }
            disk.heal()
            journal = try await open()
            if try await journal.status().epoch == old {
                try await journal.receive(.track, [12..<15], epoch: old)
            }
            #expect(try await journal.status().epoch.counter > old.counter)
            let gaps = try await journal.unsentGaps(.transport, limit: 9)
            #expect(
                gaps.first == Gap(stream: .track, epoch: old, first: 10, count: 5, reason: .lost),
                "\(call)"
            )
            await journal.close()
        }
        #expect(call > 5)
    }

    @Test func `unsent events come in order, within limits, without what is under way`() async throws {
        let (journal, epoch) = try await journal(fixes: 100)
        try await journal.receive(.track, [0..<10, 20..<30, 31..<32], epoch: epoch)
        var query = UnsentQuery(stream: .track, events: 15, bytes: .max)
        #expect(try await journal.unsent(query).offsets == Array(10..<20) + [30] + Array(32..<36))
        query.excluding = [
            epoch: IntervalSet([10..<19, 40..<90]), Epoch(rawValue: 1): IntervalSet([0..<99]),
        ]
        query.events = .max
        #expect(
            try await journal.unsent(query).offsets == [19, 30] + Array(32..<40) + Array(90..<100)
        )
        // No further one once the bytes are reached.
        let size = try #require(await journal.all(.track).last).bytes.count
        query.bytes = 3 * size
        let some = try await journal.unsent(query)
        #expect(some.count >= 3 && some.reduce(0) { $0 + $1.bytes.count } < 4 * size)
        query.bytes = 1
        #expect(try await journal.unsent(query).offsets == [19])
        query.events = 0
        #expect(try await journal.unsent(query).isEmpty)
        await journal.close()
    }

    @Test func `the newest of each snapshot comes until a receipt covers it`() async throws {
        var journal = try await folder.open(projector: .node)
        let events = [
            Given.fix(1), Given.mission(.available), Given.embark("A"), Given.fix(2), Given.mission(.loaded),
        ]
        _ = try await journal.append(events)
        let epoch = try await journal.status().epoch
        for _ in 0..<2 {
            let newest = try await journal.unsentNewest(.transport)
            #expect(newest.map(\.identity.stream) == [.track, .patients, .patients])
            #expect(newest.offsets == [1, 2, 3])
            await journal.close()
            journal = try await folder.open(projector: .node)
        }
        #expect(try await journal.unsentNewest(.stock).isEmpty)
        try await journal.receive(.track, [1..<2], epoch: epoch)
        try await journal.receive(.patients, [3..<4], epoch: epoch)
        #expect(try await journal.unsentNewest(.transport).offsets == [2])
        _ = try await journal.append([Given.fix(3)])
        #expect(try await journal.unsentNewest(.transport).offsets == [2, 2])
        await journal.close()
    }

    @Test func `boot records are found by epoch and ordinal, with the anchors that came`() async throws {
        let first = try await folder.open()
        let anchor = ClockAnchor(
            bootMilliseconds: 10,
            unixMilliseconds: 1_800_000_000_000,
            quality: .trusted,
            uncertainty: 5
        )
        try await first.add(anchor)
        let epoch = try await first.status().epoch
        await first.close()
        let second = try await folder.open(boot: [UInt8](repeating: 2, count: 16))
        let keys: Set = [
            BootKey(epoch: epoch, ordinal: 0), BootKey(epoch: epoch, ordinal: 1),
            BootKey(epoch: epoch, ordinal: 2),
            BootKey(epoch: Epoch(rawValue: 0), ordinal: 0),
        ]
        let records = try await second.bootRecords(keys).map(\.record).sorted { $0.ordinal < $1.ordinal }
        #expect(
            records == [
                BootRecord(ordinal: 0, bootID: JournalFolder.boot, anchors: [anchor]),
                BootRecord(ordinal: 1, bootID: [UInt8](repeating: 2, count: 16)),
            ]
        )
        await second.close()
    }
}
