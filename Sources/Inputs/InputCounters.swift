package import LinuxIO
import Synchronization

/// How one input fares; read by the status while the input runs.
package final class InputCounters: Sendable {
    /// A copy of all counts at one moment.
    package struct Snapshot: Sendable, Equatable {
        package var state: State
        package var bytes: UInt64
        /// Lines of text and binary frames.
        package var lines: UInt64
        package var observations: UInt64
        package var openings: UInt64
        /// Faults by reason, such as `checksum` or `overlong`. `garbage` counts runs of bytes that belong to nothing.
        package var faults: [String: UInt64]
        /// CLOCK_BOOTTIME milliseconds of the last byte.
        package var lastData: UInt64?
    }

    package enum State: Sendable, Equatable {
        case open
        /// Not open; it is tried again by itself.
        case waiting(reason: String)
    }

    private static let starting = State.waiting(reason: "starting")

    package let tally = LineTally()
    private let counts = Mutex(
        Snapshot(
            state: starting,
            bytes: 0,
            lines: 0,
            observations: 0,
            openings: 0,
            faults: [:]
        )
    )

    package init() {}

    package var snapshot: Snapshot {
        var snapshot = counts.withLock { $0 }
        snapshot.bytes = tally.bytes
        snapshot.lastData = tally.lastArrival
        if tally.overlong > 0 { snapshot.faults["overlong"] = tally.overlong }
        return snapshot
    }

    /// Goes on counting for the input that takes the place of one that ended.
    package func restart() { counts.withLock { $0.state = Self.starting } }

    func opened() {
        counts.withLock {
            $0.state = .open
            $0.openings += 1
        }
    }

    func waits(for reason: String) { counts.withLock { $0.state = .waiting(reason: reason) } }
    func addLine() { counts.withLock { $0.lines += 1 } }
    func addObservation() { counts.withLock { $0.observations += 1 } }
    package func addFault(_ reason: String) { counts.withLock { $0.faults[reason, default: 0] += 1 } }
}
