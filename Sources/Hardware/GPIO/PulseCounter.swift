/// Counts the pulses of an odometer and makes way and speed of them.
///
/// The wheels are unknown, which is not still, until the first pulse; when they seem to stop dead from driving speed, as a broken wire
/// does; and while pulses come faster than any vehicle drives or than they can be read.
/// Instants are nanoseconds of the boot clock.
package struct PulseCounter: Sendable {
    /// Metres per second that no ambulance reaches.
    static let fastest: UInt64 = 100
    /// Metres per second from which nothing stops within one interval.
    static let stopping = 15.0
    static let interval: UInt64 = 1_000_000_000
    private static let shortestWait: UInt64 = 10_000_000
    private static let longestWait: UInt64 = 500_000_000

    /// What is known after one interval.
    package struct Report: Sendable, Equatable {
        /// Rolled since the report before; `nil` while the wheels are unknown.
        package var metres: Double?
        /// Metres per second between the first and the last pulse; `nil` with less than two.
        package var speed: Double?
        package var fault: Fault?

        package init(metres: Double?, speed: Double? = nil, fault: Fault? = nil) {
            self.metres = metres
            self.speed = speed
            self.fault = fault
        }
    }

    package enum Fault: String, Sendable {
        /// Pulses were lost between two looks.
        case overflow
        case tooFast = "too_fast"
        case stoppedDead = "stopped_dead"
    }

    package let millimetres: UInt32
    package private(set) var pulses: UInt64 = 0
    package private(set) var bounces: UInt64 = 0
    package private(set) var overflows: UInt64 = 0
    package private(set) var attention = LineWatch.Attention.edges
    private var storm = StormWatch()

    /// A pulse that follows another one sooner is a bounce.
    private let deadTime: UInt64
    /// Nanoseconds between the newest pulses, bounces included.
    private var pace: UInt64
    private var isRolling = false
    private var last: UInt64?
    private var now: UInt64 = 0
    private var reported: UInt64 = 0
    private var lastMetres = 0.0
    private var window = Window()

    private struct Window: Sendable {
        var count: UInt64 = 0
        var first: UInt64?
        var last: UInt64 = 0
        var isBroken = false
    }

    /// `debounce` in nanoseconds; no more of it is used than leaves pulses apart at the highest speed.
    package init(millimetresPerPulse: UInt32, debounce: UInt64) {
        millimetres = max(millimetresPerPulse, 1)
        pace = Self.spacing(millimetres, speed: Self.fastest)
        deadTime = min(debounce, Self.spacing(millimetres, speed: Self.fastest) / 2)
    }

    /// Nanoseconds between pulses at a speed in metres per second.
    private static func spacing(_ millimetres: UInt32, speed: UInt64) -> UInt64 {
        UInt64(millimetres) * 1_000_000 / max(speed, 1)
    }

    package var storms: UInt64 { storm.count }
    package var isStorming: Bool { if case .none = attention { true } else { false } }

    /// When to look at the line even if no pulse comes.
    package var due: UInt64 {
        let report = reported &+ Self.interval
        return switch attention {
        case .edges: report
        case .queue(let until): min(until, report)
        case .none(let until): until
        }
    }

    /// The line was taken.
    package mutating func open(at instant: UInt64) {
        now = max(now, instant)
        attention = .edges
        storm.calm()
        (window, reported) = (Window(), now)
    }

    /// The line is gone; what was driven meanwhile is not known.
    package mutating func lose() {
        attention = .edges
        (isRolling, last, lastMetres, window) = (false, nil, 0, Window())
        pace = Self.spacing(millimetres, speed: Self.fastest)
    }

    /// Takes a look at the line; returns a report when one is due.
    package mutating func take(_ burst: LineBurst, at instant: UInt64) -> Report? {
        now = max(now, instant)
        let before = last
        for edge in burst.edges where edge.isActive { count(at: min(edge.instant, now)) }
        if let last, let first = burst.edges.first, let before, first.instant <= before &+ Self.interval,
            last > before
        {
            pace = (last - before) / UInt64(max(burst.edges.count, 1))
        } else if !burst.edges.isEmpty {
            // How fast it goes after a pause shows at the next look, which may not be too late for any speed.
            pace = Self.spacing(millimetres, speed: Self.fastest)
        }
        if burst.isFull {
            overflows &+= 1
            window.isBroken = true
        }
        // Pulses that never end are what a vehicle on its way sends; only a queue that is always full is a storm.
        if let end = storm.take(edges: 0, isFull: burst.isFull, at: now) {
            lose()
            attention = .none(until: end)
            return Report(metres: nil, fault: .tooFast)
        }
        attention = burst.edges.isEmpty ? .edges : .queue(until: now &+ wait)
        guard now - min(reported, now) >= Self.interval else { return nil }
        return report()
    }

    private mutating func count(at instant: UInt64) {
        if let last, instant < last.addingReportingOverflow(deadTime).partialValue {
            bounces &+= 1
            return
        }
        last = instant
        pulses &+= 1
        window.count &+= 1
        if window.first == nil { window.first = instant }
        window.last = max(window.last, instant)
    }

    /// How long the queue may collect: while half a queue of pulses come at the present pace.
    private var wait: UInt64 {
        let (wait, overflow) = pace.multipliedReportingOverflow(by: UInt64(GPIOLine.queue) / 2)
        return overflow ? Self.longestWait : min(max(wait, Self.shortestWait), Self.longestWait)
    }

    private mutating func report() -> Report {
        let seconds = Double(now - min(reported, now)) / 1e9
        let metres = Double(window.count) * Double(millimetres) / 1_000
        var speed: Double?
        if let first = window.first, window.last > first {
            let rolled = Double(window.count - 1) * Double(millimetres) / 1_000
            speed = rolled / (Double(window.last - first) / 1e9)
        }
        let before = lastMetres
        defer {
            reported = now
            lastMetres = metres / max(seconds, 1)
            window = Window()
        }
        if window.isBroken {
            isRolling = false
            return Report(metres: nil, fault: .overflow)
        }
        if max(speed ?? 0, metres / max(seconds, 1)) > Double(Self.fastest) {
            isRolling = false
            return Report(metres: nil, fault: .tooFast)
        }
        if window.count > 0 {
            isRolling = true
        } else if isRolling, before > Self.stopping {
            isRolling = false
            return Report(metres: nil, fault: .stoppedDead)
        }
        return Report(metres: isRolling ? metres : nil, speed: speed)
    }
}
