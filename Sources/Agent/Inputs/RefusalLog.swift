import Journal
import LinuxIO
import Logging
import Synchronization

/// Says what was refused: each kind once a minute, because a full journal refuses ten times a second.
final class RefusalLog: Sendable {
    private static let pause: UInt64 = 60_000

    private struct Kind {
        var said: UInt64
        var unsaid = 0
    }

    private let log: Logger
    private let kinds = Mutex<[String: Kind]>([:])

    init(_ log: Logger) { self.log = log }

    /// What waited for room and had to be given up is said each time.
    func lost(_ count: Int, _ what: String) {
        log.critical("\(count) \(what) could not wait for room any longer and are lost")
    }

    func note(_ error: JournalError, _ what: String, now: UInt64 = BootClock.now()) {
        guard case .full = error else {
            log.error("refused: \(error)")
            return
        }
        let unsaid = kinds.withLock { kinds -> Int? in
            if let kind = kinds[what], now < kind.said + Self.pause {
                kinds[what]?.unsaid += 1
                return nil
            }
            defer { kinds[what] = Kind(said: now) }
            return kinds[what]?.unsaid ?? 0
        }
        guard let unsaid else { return }
        log.error("\(what) refused\(unsaid > 0 ? ", and \(unsaid) before it" : ""): \(error)")
    }
}
