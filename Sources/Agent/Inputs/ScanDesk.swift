import FieldModel
import Inputs
import Journal
import LinuxIO
import Workflows

/// One scanner and the person behind it: a scan is answered only after what it means is durable.
///
/// Scans are read on while the disk works. Those of now are recorded and answered one by one; those that the scanner had stored go to the
/// journal as many at once as came meanwhile, and their row gets one answer at its end, that of the scan that most needs one.
actor ScanDesk {
    /// Scans that wait for the disk; a scanner that delivers faster waits itself.
    private static let capacity = 256
    /// The journal takes so many events at once, and one scan makes at most so many.
    private static let batch = (events: 64, scan: 4)
    /// A row of stored scans is over when none came for so many milliseconds.
    private static let silence: UInt64 = 300

    private let source: SourceID
    private let recorder: Recorder
    private let feedback: any FeedbackSink
    private let today: @Sendable () -> CalendarDay?
    private let arrival = Wake()
    private let room = Wake()
    private var session: ScanSession
    private var waiting: [(scan: Scan, source: SourceID, arrival: UInt64)] = []
    /// What a row of stored scans came to that has not been answered yet.
    private var row: ScanSignal?
    /// When that row is over if nothing more comes, CLOCK_BOOTTIME milliseconds.
    private var rowEnd: UInt64 = 0

    /// `today` is asked at each scan: the day, where the clock can be trusted.
    init(
        settings: ScanSettings,
        recorder: Recorder,
        feedback: any FeedbackSink,
        today: @escaping @Sendable () -> CalendarDay? = { SystemClock.trustedDay() }
    ) {
        source = settings.source
        session = ScanSession(settings: settings)
        self.recorder = recorder
        self.feedback = feedback
        self.today = today
    }

    /// Works until the task is cancelled.
    ///
    /// - Throws: what makes the journal unusable.
    func run(_ input: ScannerInput) async throws(JournalError) {
        let reading = Task {
            var input = input
            while let observation = await input.next() { await self.take(observation) }
        }
        var failure: JournalError?
        do throws(JournalError) { try await work() } catch { failure = error }
        reading.cancel()
        // The device is closed before whoever comes next opens it, and what was read from it is not thrown away.
        await reading.value
        if let failure { throw failure }
        while !waiting.isEmpty { try await step() }
        await answerRow()
    }

    /// Takes a scan for `work`; returns when there is room for the next.
    func take(_ observation: Observation) async {
        guard case .scan(let scan) = observation.value else { return }
        waiting.append((scan, observation.source, observation.arrival))
        if observation.source != source { rowEnd = BootClock.now() + Self.silence }
        arrival.signal()
        while waiting.count >= Self.capacity, !Task.isCancelled { await room.wait(for: .seconds(60)) }
    }

    /// Records and answers what `take` was given, and ends what was begun and not finished, until the task is cancelled.
    func work() async throws(JournalError) {
        while !Task.isCancelled {
            if waiting.isEmpty {
                await arrival.wait(for: patience)
                // A word about a scan that was taken meanwhile may wake it, too.
                guard waiting.isEmpty, BootClock.now() >= rowEnd else { continue }
                await answerRow()
                try await expire()
            } else {
                try await step()
            }
        }
    }

    private func step() async throws(JournalError) {
        guard waiting[0].source == source else { return try await recordRow() }
        await answerRow()
        try await recordNext()
    }

    private var patience: Duration {
        if row != nil { return .milliseconds(Int64(Self.silence)) }
        return session.prompt == .idle ? .seconds(3600) : .seconds(1)
    }

    private func recordNext() async throws(JournalError) {
        let isOnBoard = try await isOnBoard(waiting[0].scan)
        var outcome = interpret(waiting.removeFirst(), isOnBoard).judged(on: today())
        room.signal()
        if try await isWithdrawn(outcome) { outcome.feedback = .recalled }
        do throws(JournalError) {
            let isDurable = try await recorder.record(outcome.events)
            await feedback.signal(isDurable ? ScanSignal(outcome.feedback) : .refused)
        } catch {
            // The agent ends, and silence would pass for a slow disk.
            await feedback.signal(.refused)
            throw error
        }
    }

    /// Records as many of the stored scans that wait as fit, in their order.
    private func recordRow() async throws(JournalError) {
        var scans: [[Event]] = []
        var count = 0
        while let next = waiting.first, next.source != source, count + Self.batch.scan <= Self.batch.events {
            // Who is on board depends on what came before, which must be in the journal first.
            if asksForBoard(next.scan), count > 0 { break }
            let isOnBoard = try await isOnBoard(next.scan)
            // Whether an item was past its day when it was scanned, nobody knows. What is withdrawn now must be found now.
            var outcome = interpret(waiting.removeFirst(), isOnBoard)
            if try await isWithdrawn(outcome) { outcome.feedback = .recalled }
            row = max(row ?? .accepted, ScanSignal(outcome.feedback))
            guard !outcome.events.isEmpty else { continue }
            scans.append(outcome.events)
            count += outcome.events.count
        }
        room.signal()
        do throws(JournalError) {
            if try await recorder.record(Array(scans.joined())) { return }
            // One that the journal does not take must not cost the others.
            for events in scans where try await !recorder.record(events) { row = .refused }
        } catch {
            await feedback.signal(.refused)
            throw error
        }
    }

    private func answerRow() async {
        guard let signal = row else { return }
        row = nil
        rowEnd = 0
        await feedback.signal(signal)
    }

    private func interpret(
        _ next: (scan: Scan, source: SourceID, arrival: UInt64),
        _ isOnBoard: Bool
    ) -> ScanOutcome {
        session.source = next.source
        let instant = BootInstant(boot: 0, milliseconds: next.arrival)
        return session.handle(next.scan, at: instant, isOnBoard: { _ in isOnBoard })
    }

    private func asksForBoard(_ scan: Scan) -> Bool {
        if case .tag = scan { session.prompt == .idle } else { false }
    }

    private func isOnBoard(_ scan: Scan) async throws(JournalError) -> Bool {
        guard case .tag(let tag) = scan, session.prompt == .idle,
            let row = try await recorder.journal.readable(Projections.onboard)
        else { return false }
        // A row that cannot be read says nothing about this tag, and the scan is refused.
        return (try? OnboardState(decoding: row))?.isOnBoard(tag) == true
    }

    /// Whether the journal has the goods that were taken as recalled or in quarantine. A row that cannot be read says neither.
    private func isWithdrawn(_ outcome: ScanOutcome) async throws(JournalError) -> Bool {
        guard outcome.feedback == .accepted, let event = outcome.events.last,
            case .stockMovement(let movement) = event.body
        else { return false }
        for name in Projections.statusRows(for: movement.key, isExercise: event.isExercise) {
            guard let row = try await recorder.journal.readable(name),
                let state = try? StockState(decoding: row)
            else { continue }
            if !state.isAvailable { return true }
        }
        return false
    }

    private func expire() async throws(JournalError) {
        let now = BootInstant(boot: 0, milliseconds: BootClock.now())
        guard let outcome = session.expire(at: now) else { return }
        _ = try await recorder.record(outcome.events)
        if case .refused = outcome.feedback { await feedback.signal(.refused) }
    }
}

extension ScanSignal {
    fileprivate init(_ feedback: ScanFeedback) {
        self =
            switch feedback {
            case .accepted: .accepted
            case .duplicate: .duplicate
            case .expired, .recalled: .expired
            case .refused: .refused
            }
    }
}
