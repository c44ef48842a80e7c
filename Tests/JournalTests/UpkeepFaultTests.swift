import Agent
import FaultDisk
import FieldModel
import Glibc
import Testing
import Wire
import Workflows

@testable import Journal

/// Calls of eviction, and of search and rebuild after damage, fail in turn.
///
/// `BUDKAVLE_FAULTS=full` leaves out no call; else each trial takes some that lie evenly.
@Suite(.timeLimit(.minutes(60))) struct UpkeepFaultTests {
    struct Trial: Sendable, CustomTestStringConvertible {
        var fault: FaultDisk.Fault
        var kinds = FaultDisk.Kinds.changes
        var isFull = false
        /// What a power cut leaves; the files as they are when it is not tracked.
        var remains: FaultDisk.Remains?
        var testDescription: String {
            "\(fault) \(kinds.rawValue) \(isFull) \(remains.map { "\($0)" } ?? "")"
        }
    }

    private static let isFull = getenv("BUDKAVLE_FAULTS").map { String(cString: $0) == "full" } ?? false

    static let trials: [Trial] = [
        Trial(fault: .once), Trial(fault: .torn, kinds: .writes), Trial(fault: .dead),
        Trial(fault: .dead, kinds: .growth, isFull: true),
        Trial(fault: .powerCut, remains: .synced),
        Trial(fault: .powerCut, remains: .torn),
    ]

    /// Where everything is that should be.
    private struct Truth: Sendable {
        var files: [String: [UInt8]] = [:]
        var events: [EventIdentity: [UInt8]] = [:]
    }

    /// A closed journal with patients, stock and fixes, as far as `received` says delivered.
    private static func fill(fixes: Int, isReceived: Bool) async throws -> Truth {
        let folder = try JournalFolder()
        let journal = try await folder.open(projector: .node)
        let epoch = try await journal.status().epoch
        _ = try await journal.append([Given.embark("A"), Given.embark("B"), Given.embark("C")])
        try await journal.appendEach(
            (0..<240).map { Given.stock(1, lot: $0 % 2 == 0 ? "L1" : "L2") },
            together: 3
        )
        try await journal.appendEach((0..<fixes).map { Given.fix($0) }, together: 25)
        try await journal.appendEach((0..<40).map { _ in Given.health })
        if isReceived {
            try await journal.receive(.stock, [0..<160], epoch: epoch)
            try await journal.receive(.track, [0..<UInt64(fixes / 4)], epoch: epoch)
            try await journal.receive(.node, [0..<30], epoch: epoch)
        }
        try await journal.recordMarks()
        var truth = Truth()
        for stream in Stream.allCases {
            for stored in try await journal.all(stream) { truth.events[stored.identity] = stored.bytes }
        }
        await journal.close()
        truth.files = try folder.files()
        return truth
    }

    private func open(
        _ folder: JournalFolder,
        _ disk: FaultDisk,
        pages: Int64?
    ) async throws(JournalError) -> Journal {
        let logLimit: Int64 = 256 << 10
        var settings = JournalSettings(
            directory: folder.journal,
            keysDirectory: folder.keys,
            node: JournalFolder.node,
            commitInterval: .seconds(3600),
            quota: pages.map { logLimit * 9 / 4 + 4096 + $0 * 1024 } ?? JournalSettings.defaultQuota,
            logLimit: logLimit
        )
        settings.vfs = disk.vfs
        settings.checkpointPages = 40
        return try await Journal.open(
            settings,
            key: JournalFolder.key,
            bootID: JournalFolder.boot,
            projector: .node
        )
    }

    /// One life: whatever is to be done by itself, and some new work. Returns what was answered.
    private func live(
        _ journal: Journal,
        beforeWaiting: () -> Void
    ) async throws(JournalError) -> [EventIdentity] {
        var answered: [EventIdentity] = []
        for number in 0..<6 {
            do throws(JournalError) {
                answered += try await journal.append([Given.embark("N"), Given.stock(1, lot: "L3")])
                    .identities
                if number.isMultiple(of: 2) { try await journal.tidy() }
            } catch {
                guard !error.needsReopening else { throw error }
            }
        }
        beforeWaiting()
        while try await journal.status().isRecovering {}
        return answered
    }

    /// Plays lives until one ends by itself. Returns how many calls there were and what is not as it should be.
    private func play(
        _ truth: Truth,
        _ trial: Trial,
        at call: Int,
        pages: Int64?,
        check: (Journal, [EventIdentity]) async throws -> [String]
    ) async throws -> (calls: Int, broken: [String]) {
        let folder = try JournalFolder(holding: truth.files)
        let disk = FaultDisk(tracksPower: trial.remains != nil)
        var answered: [EventIdentity] = []
        var calls = 0
        // Moving files aside is not tracked: the power goes later than that.
        if trial.remains == nil || pages != nil {
            disk.plan(trial.fault, of: trial.kinds, at: call, isFull: trial.isFull)
        }
        for life in 0..<4 {
            do throws(JournalError) {
                let journal = try await open(folder, disk, pages: pages)
                if life == 0, trial.remains != nil, pages == nil {
                    disk.plan(trial.fault, of: trial.kinds, at: call, isFull: trial.isFull)
                }
                do throws(JournalError) {
                    answered += try await live(journal) {
                        calls = disk.calls
                        // Somebody frees the disk.
                        if trial.isFull { disk.heal() }
                    }
                    calls = max(calls, disk.calls)
                    await journal.close()
                    break
                } catch {
                    await journal.close()
                }
            } catch {
                if life == 3 { return (calls, ["call \(call): does not come back: \(error)"]) }
            }
            if disk.isOff, let remains = trial.remains { try disk.restorePower(remains, seed: UInt64(call)) }
            disk.heal()
        }
        if disk.isOff, let remains = trial.remains { try disk.restorePower(remains, seed: UInt64(call)) }
        disk.heal()
        let journal = try await open(folder, disk, pages: pages)
        while try await journal.status().isRecovering {}
        var broken = try await journal.verify().faults + (try await check(journal, answered))
        if Set(answered).count != answered.count { broken.append("an identity was used twice") }
        await journal.close()
        return (calls, broken.map { "call \(call): \($0)" })
    }

    private func sweep(
        _ truth: Truth,
        _ trial: Trial,
        pages: Int64?,
        check: @escaping (Journal, [EventIdentity]) async throws -> [String]
    ) async throws {
        var control = trial
        control.fault = .none
        let (calls, sound) = try await play(truth, control, at: 1, pages: pages, check: check)
        #expect(calls > 5 && sound.isEmpty, "\(calls) calls, \(sound)")
        var broken: [String] = []
        let step = Self.isFull ? 1 : max(1, calls / 5)
        for call in stride(from: 1, through: calls, by: step) {
            broken += try await play(truth, trial, at: call, pages: pages, check: check).broken
        }
        #expect(broken.isEmpty, "\(broken.count) of \(calls): \(broken.prefix(8))")
    }

    /// What is there of an epoch, byte for byte, and why the rest is not.
    private func compare(
        _ journal: Journal,
        _ truth: Truth,
        mayGo: (EventIdentity) -> Gap.Reason?
    ) async throws -> [String] {
        var broken: [String] = []
        for stream in Stream.allCases {
            let expected = truth.events.filter { $0.key.stream == stream }
            guard let epoch = expected.keys.first?.epoch else { continue }
            let (stored, gaps) = try await journal.perform { engine throws(JournalError) in
                guard let state = engine.epochs.first(where: { $0.epoch == epoch }) else {
                    return ([StoredEvent](), [Gap]())
                }
                let stored = try engine.list(stream, epoch: epoch, from: 0, limit: .max)
                return (stored, try engine.gaps(state, stream, touching: 0..<state[next: stream]))
            }
            let there = Dictionary(stored.map { ($0.identity, $0.bytes) }) { first, _ in first }
            for (identity, bytes) in expected where there[identity] != bytes {
                let gap = gaps.first { $0.covers(identity.offset) }
                if there[identity] != nil || gap == nil || gap?.reason != mayGo(identity) {
                    broken.append("\(identity) is \(gap?.reason.name ?? "gone")")
                }
            }
        }
        return broken
    }

    @Test(arguments: trials) func `eviction that fails at any call takes nothing that may not go`(
        trial: Trial
    ) async throws {
        let truth = try await Self.fill(fixes: 1_800, isReceived: true)
        try await sweep(truth, trial, pages: 110) { journal, answered in
            var broken = try await compare(journal, truth) { identity in
                switch identity.stream {
                case .track: identity.offset < 450 ? .retired : .thinned
                case .stock: identity.offset < 160 ? .retired : nil
                case .node: identity.offset < 30 ? .retired : .thinned
                default: nil
                }
            }
            let stored = try await Set(
                journal.all(.patients).map(\.identity) + journal.all(.stock).map(\.identity)
            )
            if !stored.isSuperset(of: answered) { broken.append("what was answered is gone") }
            return broken
        }
    }

    @Test(arguments: trials) func `a search that fails at any call finds everything in the end`(
        trial: Trial
    ) async throws {
        var truth = try await Self.fill(fixes: 200, isReceived: false)
        truth.files["journal/journal.db"]?[100] = 0x77
        let found = truth
        try await sweep(found, trial, pages: nil) { journal, answered in
            var broken = try await compare(journal, found) { _ in nil }
            let onboard = try await journal.projection("onboard").map { try OnboardState(decoding: $0).total }
            if (onboard ?? 0) < 3 { broken.append("\(onboard ?? 0) on board") }
            for lot in ["L1", "L2"] as [Token] {
                let row = try await journal.projection(Projections.name(of: Given.key(lot)))
                let balance = try row.map { try StockState(decoding: $0).balance }
                if balance != 120 { broken.append("\(lot): \(balance ?? 0)") }
            }
            let issued = answered.filter { $0.stream == .stock }.count
            let row = try await journal.projection(Projections.name(of: Given.key("L3")))
            let balance = try row.map { try StockState(decoding: $0).balance } ?? 0
            if balance < issued { broken.append("L3: \(balance) of \(issued)") }
            return broken
        }
    }
}
