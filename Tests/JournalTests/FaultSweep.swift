import FaultDisk
import FieldModel
import Glibc
import Journal

/// Plays a script once, then its parts again and again with every call of every part failing in turn.
///
/// A part begins where the one before it would have been killed, with its WAL; so the faults of one part need not wait
/// for those of the others.
struct FaultSweep {
    struct Part: Sendable {
        let files: [String: [UInt8]]
        let promises: FaultPlayer.Promises
        let steps: [FaultScript.Step]
    }

    /// What fails in each run.
    struct Trial: Sendable {
        var fault: FaultDisk.Fault
        var kinds = FaultDisk.Kinds.changes
        var isFull = false
        var isUnsynced = false
        /// Ends every run by a power cut that leaves this; else some runs do, and leave this or that.
        var remains: FaultDisk.Remains?
    }

    struct Outcome: Sendable {
        var calls = 0
        var runs = 0
        var broken: [String] = []
    }

    private let parts: [Part]
    private let checkpointPages: Int?

    init(steps: Int, partSize: Int, checkpointPages: Int?) async throws {
        self.checkpointPages = checkpointPages
        let folder = try JournalFolder()
        let player = FaultPlayer(
            folder: folder,
            disk: FaultDisk(),
            recovery: .init(checkpointPages: checkpointPages)
        )
        var rest = FaultScript(seed: 3, count: steps).steps[...]
        var parts: [Part] = []
        while !rest.isEmpty {
            let steps = Array(rest.prefix(partSize))
            rest = rest.dropFirst(partSize)
            parts.append(Part(files: try folder.files(), promises: player.promises, steps: steps))
            try await player.play(steps)
        }
        self.parts = parts
        await player.journal?.close()
    }

    /// Lets every `stride`-th call of the script fail, each in a run of its own.
    func run(_ trial: Trial, stride: Int) async throws -> Outcome {
        var outcome = Outcome()
        for (index, part) in parts.enumerated() {
            var control = trial
            control.fault = .none
            let calls = try await play(part, control, at: 0).calls
            outcome.calls += calls
            try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
                for number in Swift.stride(from: 1 + index % stride, through: calls, by: stride) {
                    if outcome.runs >= 3, let (failed, broken) = try await group.next() {
                        outcome.broken += broken.map { "part \(index), call \(failed) of \(calls): \($0)" }
                    }
                    group.addTask { (number, try await play(part, trial, at: number).broken) }
                    outcome.runs += 1
                }
                for try await (failed, broken) in group {
                    outcome.broken += broken.map { "part \(index), call \(failed) of \(calls): \($0)" }
                }
            }
        }
        return outcome
    }

    /// One run of one part.
    private func play(
        _ part: Part,
        _ trial: Trial,
        at number: Int
    ) async throws -> (calls: Int, broken: [String]) {
        let folder = try JournalFolder(holding: part.files)
        let disk = FaultDisk(tracksPower: true)
        let remains = FaultDisk.Remains.allCases
        let player = FaultPlayer(
            folder: folder,
            disk: disk,
            promises: part.promises,
            recovery: .init(
                remains: trial.remains ?? remains[number % remains.count],
                isKill: number % 3 == 1,
                seed: UInt64(number),
                isUnsynced: trial.isUnsynced,
                checkpointPages: checkpointPages
            )
        )
        disk.plan(trial.fault, of: trial.kinds, at: number, isFull: trial.isFull)
        var calls = 0
        do {
            try await player.play(part.steps)
            calls = disk.calls
            // Commits that wait for nobody fall together now and then, so that the last calls may not come.
            if trial.fault != .none, !player.hasFailed, number < calls {
                return (calls, ["the fault never came"])
            }
            let isCut = trial.remains != nil || number.isMultiple(of: 2)
            return (calls, try await player.check(afterPowerCut: isCut))
        } catch {
            // The disk must not go away under a journal.
            await player.journal?.close()
            return (calls, ["the journal does not come back: \(error)"])
        }
    }
}

extension JournalFolder {
    /// A folder with these files, as `files` gave them.
    convenience init(holding files: [String: [UInt8]], in place: String = "/tmp") throws {
        try self.init(in: place)
        for (name, bytes) in files {
            let descriptor = Glibc.open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            defer { close(descriptor) }
            guard write(descriptor, bytes, bytes.count) == bytes.count else {
                throw JournalError.file(path: name, errno: errno)
            }
        }
    }
}
