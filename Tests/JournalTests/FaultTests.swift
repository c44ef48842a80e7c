import FaultDisk
import Glibc
import Journal
import Testing

/// Every write, sync, truncation and deletion of a scripted hour fails once in turn.
///
/// `BUDKAVLE_FAULTS=full` plays a longer script, and leaves out no call in any trial.
@Suite(.timeLimit(.minutes(30))) struct FaultTests {
    private static let isFull = getenv("BUDKAVLE_FAULTS").map { String(cString: $0) == "full" } ?? false

    private static func sweep() async throws -> FaultSweep {
        try await FaultSweep(steps: isFull ? 300 : 90, partSize: isFull ? 10 : 5, checkpointPages: 40)
    }

    private func expectPromisesKept(_ trial: FaultSweep.Trial, stride: Int) async throws {
        let outcome = try await Self.sweep().run(trial, stride: Self.isFull ? 1 : stride)
        let summary = "\(outcome.runs) runs over \(outcome.calls) calls"
        #expect(outcome.runs > 60)
        #expect(outcome.broken.isEmpty, "\(summary), \(outcome.broken.count): \(outcome.broken.prefix(12))")
    }

    @Test func `each call that fails once breaks no promise`() async throws {
        try await expectPromisesKept(.init(fault: .once), stride: 1)
    }

    @Test func `a disk that dies at any call breaks no promise`() async throws {
        try await expectPromisesKept(.init(fault: .dead), stride: 4)
    }

    @Test func `a write that is torn anywhere breaks no promise`() async throws {
        try await expectPromisesKept(.init(fault: .torn, kinds: .writes), stride: 2)
    }

    @Test func `a disk that is full from any write on breaks no promise`() async throws {
        try await expectPromisesKept(.init(fault: .dead, kinds: .writes, isFull: true), stride: 2)
    }

    @Test func `a disk on which no file grows any more from any write on breaks no promise`() async throws {
        try await expectPromisesKept(.init(fault: .dead, kinds: .growth, isFull: true), stride: 1)
    }

    @Test func `a power cut at any call breaks no promise`() async throws {
        try await expectPromisesKept(.init(fault: .powerCut), stride: 4)
    }

    @Test func `a read that fails once breaks no promise`() async throws {
        try await expectPromisesKept(.init(fault: .once, kinds: .reads), stride: 6)
    }

    @Test func `without the fsync of each commit a power cut loses events, and this test sees it`()
        async throws
    {
        let trial = FaultSweep.Trial(fault: .powerCut, isUnsynced: true, remains: .synced)
        let outcome = try await Self.sweep().run(trial, stride: 20)
        #expect(outcome.broken.contains { $0.contains("lost: event") })
    }
}
