import FieldModel
import Inputs
import Journal
import LinuxIO
import Workflows

/// One scanner and the person behind it: a scan is answered only after what it means is durable.
actor ScanDesk {
    private var session: ScanSession
    private let recorder: Recorder
    private let feedback: ScannerFeedback
    private let activity = Wake()

    init(settings: ScanSettings, recorder: Recorder, feedback: ScannerFeedback) {
        session = ScanSession(settings: settings)
        self.recorder = recorder
        self.feedback = feedback
    }

    func take(_ scan: Scan, at arrival: UInt64) async throws(JournalError) {
        var isOnBoard = false
        if case .tag(let tag) = scan, session.prompt == .idle { isOnBoard = try await find(tag) }
        let outcome = session.handle(
            scan,
            at: BootInstant(boot: 0, milliseconds: arrival),
            isOnBoard: { _ in isOnBoard }
        )
        let isDurable: Bool
        do throws(JournalError) {
            isDurable = try await recorder.record(outcome.events)
        } catch {
            // The agent ends, and silence would pass for a slow disk.
            await feedback.signal(.refused)
            throw error
        }
        await feedback.signal(isDurable && outcome.feedback == .accepted ? .accepted : .refused)
        activity.signal()
    }

    private func find(_ tag: Token) async throws(JournalError) -> Bool {
        guard let row = try await recorder.journal.readable(Projections.onboard) else { return false }
        // A row that cannot be read says nothing about this tag, and the scan is refused.
        return (try? OnboardState(decoding: row))?.isOnBoard(tag) == true
    }

    /// Ends what was begun and not finished, in its time; sleeps while nothing is under way.
    func expire() async throws(JournalError) {
        while !Task.isCancelled {
            await activity.wait(for: session.prompt == .idle ? .seconds(3600) : .seconds(1))
            let now = BootInstant(boot: 0, milliseconds: BootClock.now())
            guard let outcome = session.expire(at: now) else { continue }
            _ = try await recorder.record(outcome.events)
            if case .refused = outcome.feedback { await feedback.signal(.refused) }
        }
    }
}
