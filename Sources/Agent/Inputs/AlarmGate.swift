/// Lets alarms through, but not without end: what must reach the cell first may not fill the way there.
struct AlarmGate: Sendable {
    /// As many may come in a row.
    static let burst = 20
    /// And one more in so many milliseconds.
    static let interval: UInt64 = 5_000

    private(set) var held: UInt64 = 0
    private var room = burst
    private var counted: UInt64 = 0

    /// Whether an alarm may go; milliseconds of the boot clock.
    mutating func admits(at now: UInt64) -> Bool {
        let earned = (now - min(counted, now)) / Self.interval
        if earned > 0 {
            room = min(room + Int(min(earned, UInt64(Self.burst))), Self.burst)
            counted = now
        }
        guard room > 0 else {
            held &+= 1
            return false
        }
        room -= 1
        return true
    }
}
