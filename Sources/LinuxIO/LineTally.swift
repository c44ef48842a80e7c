import Synchronization

/// What has come through one or more readers of lines; may be read while they run.
package final class LineTally: Sendable {
    private let byteCount = Atomic<UInt64>(0)
    private let dropCount = Atomic<UInt64>(0)
    private let newest = Atomic<UInt64>(0)

    package init() {}

    package var bytes: UInt64 { byteCount.load(ordering: .relaxed) }

    /// Lines dropped because they were longer than the capacity.
    package var overlong: UInt64 { dropCount.load(ordering: .relaxed) }

    /// When bytes last arrived, CLOCK_BOOTTIME milliseconds.
    package var lastArrival: UInt64? {
        let arrival = newest.load(ordering: .relaxed)
        return arrival == 0 ? nil : arrival
    }

    package func add(bytes: Int, at arrival: UInt64) {
        byteCount.add(UInt64(bytes), ordering: .relaxed)
        newest.store(arrival, ordering: .relaxed)
    }

    func addOverlong() { dropCount.add(1, ordering: .relaxed) }
}
