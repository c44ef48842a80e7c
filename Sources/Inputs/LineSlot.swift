import FieldModel
import Hardware
import LinuxIO

/// One configured line of an open or missing chip: what follows it, and its handle while there is one.
struct LineSlot {
    let settings: LineSettings
    /// Its number in the bank.
    let tag: UInt32
    var follower: Follower
    /// `nil` while the line is not taken.
    var line: GPIOLine?
    /// Why it is not taken though its chip is open.
    var refusal: String?
    /// When a line that was refused is tried again.
    var retry: UInt64 = 0
    /// Whether its descriptor was asked for edges.
    var isArmed = false
    /// CLOCK_BOOTTIME milliseconds since when its level is what it is.
    var since: UInt64?

    enum Follower {
        case level(LineWatch)
        case pulses(PulseCounter)
        /// An output, and what it is to be.
        case output(Bool)
        case none
    }

    init(_ settings: LineSettings, tag: UInt32) {
        self.settings = settings
        self.tag = tag
        let debounce = settings.debounce.milliseconds.multipliedReportingOverflow(by: 1_000_000)
        let nanoseconds = debounce.overflow ? .max : debounce.partialValue
        follower =
            switch settings.role {
            case .unused: .none
            case .odometer(let millimetres):
                .pulses(PulseCounter(millimetresPerPulse: millimetres, debounce: nanoseconds))
            case let role where role.isOutput: .output(false)
            default: .level(LineWatch(debounce: nanoseconds))
            }
    }

    var level: Bool? {
        switch follower {
        case .level(let watch): watch.level
        case .output(let isActive): line == nil ? nil : isActive
        case .pulses, .none: nil
        }
    }

    /// When the line wants to be looked at, or to be taken anew, in nanoseconds; `nil` when only an edge or its chip counts.
    var due: UInt64? {
        if refusal != nil { return retry }
        guard line != nil || isStorming else { return nil }
        return switch follower {
        case .level(let watch): watch.due
        case .pulses(let counter): counter.due
        case .output, .none: nil
        }
    }

    var attention: LineWatch.Attention? {
        switch follower {
        case .level(let watch): watch.attention
        case .pulses(let counter): counter.attention
        case .output, .none: nil
        }
    }

    var isStorming: Bool {
        if case .none? = attention { true } else { false }
    }

    var status: LineStatus {
        var status = LineStatus(settings)
        status.state.isActive = level
        status.state.since = since
        switch follower {
        case .level(let watch):
            (status.edges, status.bounces) = (watch.edges, watch.bounces)
            (status.overflows, status.storms) = (watch.overflows, watch.storms)
        case .pulses(let counter):
            (status.edges, status.bounces) = (counter.pulses, counter.bounces)
            (status.overflows, status.storms) = (counter.overflows, counter.storms)
        case .output, .none: break
        }
        if line == nil, settings.role != .unused {
            status.trouble = refusal ?? (isStorming ? "storm" : "the chip is not open")
        }
        return status
    }
}
