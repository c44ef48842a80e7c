import Exchange
import FieldModel
import Journal
import LinuxIO
import Logging

extension SenderService {
    /// What a bundle of a domain asks for: state of the stream that has any there, where it is unknown.
    ///
    /// Only with the last unsent events of that stream: what the coordinator folds would lack the others.
    func request(
        _ domain: Domain,
        _ selection: Planner.Selection,
        _ waiting: Planner.Waiting,
        bytes: Int
    ) -> (stream: FieldModel.Stream, request: Baseline.Request)? {
        guard let stream = asking(waiting).first(where: { $0.domain == domain }) else { return nil }
        let sent = selection.events.count { $0.identity.stream == stream }
        guard waiting.streams[stream] ?? 0 <= UInt64(sent) else { return nil }
        return (stream, baselines.request(stream, bytes: bytes))
    }

    /// Streams whose state is unknown and for which it is time to ask.
    func asking(_ waiting: Planner.Waiting) -> [FieldModel.Stream] {
        baselines.due(
            waiting.status.unknownStreams,
            isSettled: !waiting.status.isRecovering,
            at: BootClock.now()
        )
    }

    /// Takes the coordinator's state in place of what is unknown, once all of it came.
    func take(
        _ baseline: Baseline?,
        of stream: FieldModel.Stream,
        isBounded: Bool
    ) async throws(JournalError) {
        switch baselines.take(baseline, of: stream, isBounded: isBounded, at: BootClock.now()) {
        case .more: break
        case .later:
            log.warning("\(stream.name): the coordinator gave no state that could be used")
        case .incomplete(let missing):
            let lack =
                missing == 0
                ? "nobody knows whether the coordinator has every event"
                : "the coordinator's state lacks \(missing) events"
            log.error("\(stream.name): state stays unknown: \(lack)")
        case .whole(let rows, let through, let missing):
            let isTaken: Bool
            do throws(JournalError) {
                isTaken = try await journal.take(rows, of: stream, through: through)
            } catch {
                guard !error.needsReopening else { throw error }
                // What else there is to send does not wait for it.
                baselines.postpone(stream, at: BootClock.now())
                return log.error("\(stream.name): the coordinator's state cannot be written: \(error)")
            }
            guard isTaken else {
                return log.notice(
                    "\(stream.name): the coordinator's state does not join what is kept here; asking again"
                )
            }
            let lacking = missing == 0 ? "" : ", as somebody decided, without \(missing) events"
            log.notice("\(stream.name): known again from \(rows.count) rows of the coordinator\(lacking)")
        }
    }
}
