import Crypto
import FaultDisk
import FieldModel
import Hardware
import Inputs
import Journal
import LinuxIO
import Logging
import Synchronization
import Testing
import Wire

@testable import Agent

/// Warnings of the supply, while the journal is under load, on a disk that keeps only what was synced.
@Suite(.timeLimit(.minutes(5))) struct PowerFailTests {
    /// What was promised: events by their own number, which they bear as their instant.
    final class Promises: Sendable {
        private let numbers = Atomic<UInt64>(0)
        let kept = Mutex<Set<UInt64>>([])
        /// Deferred events that the journal has in hand; a warning makes them durable.
        let inHand = Mutex<Set<UInt64>>([])

        func next() -> UInt64 { numbers.add(1, ordering: .relaxed).newValue }
    }

    private let place: JournalPlaceOnDisk
    private let disk = FaultDisk(tracksPower: true)
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let promises = Promises()

    init() throws { place = try JournalPlaceOnDisk() }

    private func open() async throws -> Journal {
        var settings = JournalSettings(
            directory: place.path,
            keysDirectory: place.path,
            node: NodeID(7),
            logLimit: 256 << 10
        )
        settings.vfs = disk.vfs
        return try await Journal.open(
            settings,
            key: SymmetricKey(data: [UInt8](repeating: 7, count: 32)),
            bootID: [UInt8](1...16),
            projector: .node
        )
    }

    /// Appends and defers without a pause until the journal fails or the task is cancelled.
    private static func load(_ journal: Journal, _ promises: Promises, _ group: inout TaskGroup<Void>) {
        for _ in 0..<3 {
            group.addTask {
                while !Task.isCancelled {
                    let number = promises.next()
                    let event = Event(
                        instant: BootInstant(boot: 0, milliseconds: number),
                        source: .agent,
                        body: .alarm(Alarm(kind: .massCasualty))
                    )
                    guard (try? await journal.append([event])) != nil else { return }
                    promises.kept.withLock { _ = $0.insert(number) }
                }
            }
        }
        group.addTask {
            while !Task.isCancelled {
                guard let fix = Fix(latitude: 59, longitude: 18) else { return }
                let number = promises.next()
                let event = Event(
                    instant: BootInstant(boot: 0, milliseconds: number),
                    source: .agent,
                    body: .fix(fix)
                )
                guard (try? await journal.appendDeferred([event])) != nil else { return }
                promises.inHand.withLock { _ = $0.insert(number) }
                try? await Task.sleep(for: .milliseconds(2))
            }
        }
    }

    private func lost(_ promised: Set<UInt64>, _ journal: Journal) async throws -> Set<UInt64> {
        var stored: Set<UInt64> = []
        for stream in try await journal.status().streams {
            for row in try await journal.list(stream.stream, epoch: stream.epoch, from: 0, limit: .max) {
                stored.insert(try Event(canonicalBytes: row.bytes).instant.milliseconds)
            }
        }
        return promised.subtracting(stored)
    }

    @Test func `a hundred warnings under load lose nothing, whether the power goes or comes back`()
        async throws
    {
        var times: [(durable: UInt64, checkpointed: UInt64)] = []
        let name = try #require(SourceID(rawValue: "fail"))
        let promises = promises
        for cut in 0..<10 {
            // What was in hand when the power went, after the warning, was promised to nobody.
            promises.inHand.withLock { $0.removeAll() }
            let journal = try await open()
            let desk = LineDesk(positions: PositionDesk()) { _ in }
            let recorder = Recorder(journal: journal, wake: Wake(), refusals: RefusalLog(log))
            let promised = try await withThrowingTaskGroup(of: Set<UInt64>.self) { outer in
                outer.addTask {
                    await withTaskGroup(of: Void.self) { Self.load(journal, promises, &$0) }
                    return []
                }
                for edge in 0..<10 {
                    try await Task.sleep(for: .milliseconds(20))
                    let before = promises.inHand.withLock { $0 }
                    for isActive in edge == 9 ? [true] : [true, false] {
                        let change = LineChange(
                            name: name,
                            role: .powerFail,
                            value: .level(isActive),
                            instant: BootClock.now()
                        )
                        try await desk.take(change, recorder, log)
                    }
                    let power = await desk.power
                    let durable = try #require(power.durable)
                    times.append((durable, try #require(power.checkpointed)))
                    promises.kept.withLock { $0.formUnion(before) }
                }
                // The power goes: what is promised up to now must be on the disk, and what was not may be gone.
                disk.plan(.powerCut)
                let promised = promises.kept.withLock { $0 }
                for try await _ in outer {}
                return promised
            }
            await journal.close()
            try disk.restorePower(cut.isMultiple(of: 2) ? .synced : .torn, seed: UInt64(cut))
            let again = try await open()
            let lost = try await lost(promised, again)
            #expect(lost.isEmpty, "\(lost.sorted().suffix(20)) of \(promised.count) after cut \(cut)")
            #expect(try await again.verify().isSound)
            await again.close()
        }
        #expect(times.count == 100)
        let durable = times.map(\.durable).sorted()
        let checkpointed = times.map(\.checkpointed).sorted()
        print(
            "power fail under load, 100 edges, 10 cuts: \(promises.kept.withLock { $0.count }) events kept; durable after",
            "\(durable[50]) ms (median), \(durable[99]) ms (longest); in the database after",
            "\(checkpointed[50]) ms, \(checkpointed[99]) ms"
        )
    }

    @Test func `what may wait is committed at once while the power fails, and waits again when it is back`()
        async throws
    {
        let journal = try await open()
        let fix = try #require(Fix(latitude: 59, longitude: 18))
        let event = Event(instant: BootInstant(boot: 0, milliseconds: 1), source: .agent, body: .fix(fix))
        func track() async throws -> Int {
            try await journal.list(.track, epoch: nil, from: 0, limit: 99).count
        }
        try await journal.commitNow(isHasty: true)
        let before = disk.total(.syncs)
        try await journal.appendDeferred([event])
        while disk.total(.syncs) == before { try await Task.sleep(for: .milliseconds(1)) }
        try await journal.commitNow(isHasty: false)
        let calm = disk.total(.syncs)
        try await journal.appendDeferred([event])
        try await Task.sleep(for: .milliseconds(100))
        #expect(disk.total(.syncs) == calm)
        #expect(try await track() == 2)
        await journal.close()
    }

    @Test func `a disk that fails is told and does not pass for a durable one`() async throws {
        let journal = try await open()
        let fix = try #require(Fix(latitude: 59, longitude: 18))
        try await journal.appendDeferred([
            Event(instant: BootInstant(boot: 0, milliseconds: 1), source: .agent, body: .fix(fix))
        ])
        disk.plan(.dead)
        await #expect(throws: JournalError.self) { try await journal.commitNow(isHasty: true) }
        disk.heal()
        await journal.close()
    }
}
