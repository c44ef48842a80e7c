import Agent
import FaultDisk
import FieldModel
import Journal
import Testing
import Wire
import Workflows

/// Plays steps on a disk that fails, comes back from every failure as the daemon does, and knows what was promised.
final class FaultPlayer {
    /// What was promised so far.
    struct Promises: Sendable {
        var acknowledged: [EventIdentity: UInt64] = [:]
        var acts: [IdempotencyKey: [EventIdentity]] = [:]
        var epoch: Epoch?
        var setting: [UInt8]?
        /// A value whose `set` was not answered.
        var unsure: [UInt8]?
        var marks: [FieldModel.Stream: UInt64] = [:]
        /// What must never be: said at once or by `check`.
        var broken: [String] = []
    }

    /// How the machine comes back after a failure.
    struct Recovery: Sendable {
        var remains = FaultDisk.Remains.torn
        /// The process dies at once: nothing is closed.
        var isKill = false
        var seed: UInt64 = 1
        var isUnsynced = false
        var checkpointPages: Int?
    }

    private let folder: JournalFolder
    private let disk: FaultDisk
    private let recovery: Recovery
    private(set) var promises: Promises
    private(set) var journal: Journal?
    private var refusals = 0
    private var restarts = 0
    /// Whether the planned fault happened, be it unnoticed.
    var hasFailed: Bool { disk.hasStruck || refusals + restarts > 0 }

    init(folder: JournalFolder, disk: FaultDisk, promises: Promises = Promises(), recovery: Recovery) {
        self.folder = folder
        self.disk = disk
        self.promises = promises
        self.recovery = recovery
    }

    /// Plays on from where the journal stands; it is opened first unless it is.
    func play(_ steps: some Sequence<FaultScript.Step>) async throws {
        if journal == nil { try await play(.reopen, again: false) }
        for step in steps {
            let isAct = if case .act = step { true } else { false }
            try await play(step, again: isAct)
        }
    }

    /// An act is tried again until somebody answers; what a person sees refused is not repeated.
    private func play(_ step: FaultScript.Step, again: Bool) async throws {
        do throws(JournalError) {
            try await play(step)
        } catch {
            if error.needsReopening || journal == nil {
                try await restart()
            } else {
                // The disk is full: space returns when somebody cannot wait.
                refusals += 1
                if again || refusals == 3 { disk.heal() }
            }
            if again { try await repeatAct(step) }
        }
    }

    /// Room that has returned is noticed within a second or so.
    private func repeatAct(_ step: FaultScript.Step) async throws {
        for _ in 0..<60 {
            do throws(JournalError) {
                return try await play(step)
            } catch {
                guard case .full = error else { throw error }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        try await play(step)
    }

    private func play(_ step: FaultScript.Step) async throws(JournalError) {
        if case .reopen = step {
            await journal?.close()
            journal = nil
            journal = try await open()
            return
        }
        guard let journal else { throw .closed }
        switch step {
        case .append(let events): note(events, try await journal.append(events).identities)
        case .act(let key, let events):
            let identities = try await journal.append(events, key: key).identities
            if promises.acts.updateValue(identities, forKey: key) == nil { note(events, identities) }
        case .deferred(let events): try await journal.appendDeferred(events)
        case .receive(let stream): try await receive(stream, journal)
        case .marks:
            try await journal.recordMarks()
            for stream in try await journal.status().streams where stream.epoch == promises.epoch {
                promises.marks[stream.stream] = stream.next
            }
        case .set(let value):
            promises.unsure = value
            try await journal.set("test", value)
            (promises.setting, promises.unsure) = (value, nil)
        case .anchor(let anchor): try await journal.add(anchor)
        case .reopen: break
        }
    }

    private func receive(_ stream: FieldModel.Stream, _ journal: Journal) async throws(JournalError) {
        guard let epoch = promises.epoch else { return }
        let known = promises.acknowledged.keys.filter { $0.stream == stream && $0.epoch == epoch }
        let ranges = known.map { $0.offset..<$0.offset + 1 }.sorted { $0.lowerBound < $1.lowerBound }
        let effect = try await journal.receive(stream, ranges, epoch: epoch)
        if effect.showsRollback { promises.broken.append("the heads stand below what was acknowledged") }
    }

    private func note(_ events: [Event], _ identities: [EventIdentity]) {
        promises.epoch = identities.first?.epoch
        var rest = identities[...]
        for event in events {
            guard let own = rest.firstIndex(where: { $0.stream == event.body.stream }) else {
                promises.broken.append("no identity for event \(event.instant.milliseconds)")
                return
            }
            let number = event.instant.milliseconds
            if promises.acknowledged.updateValue(number, forKey: rest[own]) != nil {
                promises.broken.append("\(rest[own]) was given out twice")
            }
            rest = rest[(own + 1)...]
            // A load follows from each movement, in the same stream.
            if case .patientMovement = event.body { rest = rest.dropFirst() }
        }
    }

    private func open() async throws(JournalError) -> Journal {
        var settings = JournalSettings(
            directory: folder.journal,
            keysDirectory: folder.keys,
            node: JournalFolder.node,
            commitInterval: .seconds(3600)
        )
        settings.vfs = disk.vfs
        settings.isUnsynced = recovery.isUnsynced
        settings.checkpointPages = recovery.checkpointPages
        return try await Journal.open(
            settings,
            key: JournalFolder.key,
            bootID: JournalFolder.boot,
            projector: .node
        )
    }

    /// Closes what is open, as far as the disk lets it, and opens it on a disk that works again.
    private func restart() async throws {
        restarts += 1
        if recovery.isKill, !disk.isOff { disk.plan(.dead) }
        await journal?.close()
        journal = nil
        if disk.isOff { try disk.restorePower(recovery.remains, seed: recovery.seed) }
        disk.heal()
        journal = try await open()
    }

    /// Ends the run by closing or by a power cut, opens again, and returns everything that is not as it was promised.
    func check(afterPowerCut isCut: Bool) async throws -> [String] {
        if isCut, !disk.isOff { disk.plan(.powerCut, of: [.changes, .reads]) }
        await journal?.close()
        journal = nil
        if disk.isOff { try disk.restorePower(recovery.remains, seed: recovery.seed) }
        disk.heal()
        let journal = try await open()
        // Whoever catches what the look throws closes it.
        self.journal = journal
        let broken = promises.broken + (try await FaultCheck(promises, journal).broken())
        await journal.close()
        self.journal = nil
        return broken
    }
}
