import Synchronization

/// What came in since the start.
package final class IntakeCounters: Sendable {
    package struct Counts: Sendable {
        package var envelopes: UInt64 = 0
        package var bytes: UInt64 = 0
        package var events: UInt64 = 0
        package var duplicates: UInt64 = 0
        package var conflicts: UInt64 = 0
        package var refusals: [Refusal: UInt64] = [:]
    }

    private let counts = Mutex(Counts())

    package init() {}

    package var current: Counts { counts.withLock { $0 } }

    func note(_ refusal: Refusal) { counts.withLock { $0.refusals[refusal, default: 0] += 1 } }

    func note(_ result: DeliveryResult, bytes: Int) {
        counts.withLock { counts in
            counts.envelopes += 1
            counts.bytes += UInt64(bytes)
            counts.events += UInt64(result.new)
            counts.duplicates += UInt64(result.duplicates)
            counts.conflicts += UInt64(result.conflicts)
        }
    }
}
