package import FieldModel

/// Joins the messages of a u-blox receiver to navigation epochs by their time of week.
///
/// Which messages a receiver sends is learned from two epochs; from then on an epoch is given out with its last message.
/// Before, and after a lost message, it is given out when the next one begins. A position without a verdict (NAV-PVT,
/// NAV-SOL or NAV-STATUS of the same instant) is never given out: receivers send coordinates also without a fix.
///
/// Source: u-blox 8 / M8 receiver description, UBX-13003221, §32; F9 HPG 1.50 interface description, UBX-22008968, §3;
/// u-blox 6 receiver description, GPS.G6-SW-10018.
package struct UBXParser: Sendable {
    package enum Outcome: Sendable, Equatable {
        case position(Position)
        /// A sound message; its epoch is not complete, or it tells something else.
        case pending
        /// The end of an epoch without a fix.
        case noFix
        case rejected(UBXFault)
    }

    /// How a receiver with motion sensors uses them.
    package enum Fusion: UInt8, Sendable {
        case initialising = 0
        case active = 1
        /// Off for a while: bridging a gap is not possible now.
        case suspended = 2
        /// Off until the receiver is set up again.
        case disabled = 3
    }

    /// What the receiver said of itself.
    package internal(set) var receiver: UBXReceiver?
    /// `nil` while unknown, as with every receiver without such sensors.
    package internal(set) var fusion: Fusion?
    var security = UBXSecurity()
    /// GPS minus UTC in seconds, as the receiver knows it.
    var leapSeconds: Int?
    private var epoch: UBXEpoch?
    private var lastKinds: UBXEpoch.Kinds?
    private var expected: UBXEpoch.Kinds?
    private var next: Outcome?

    package init() {}

    /// Takes the payload of one message. Costs O(its length) and no allocation, MON-VER apart.
    package mutating func parse(_ message: UBXMessage, _ payload: Span<UInt8>) -> Outcome {
        do throws(UBXFault) {
            return try read(message, payload)
        } catch {
            return .rejected(error)
        }
    }

    /// A second outcome of the last message: an epoch that was late and one that is whole can come together.
    package mutating func takeNext() -> Outcome? {
        defer { next = nil }
        return next
    }

    /// Gives out what waits for a message that does not follow.
    package mutating func finish() -> Outcome? {
        guard let last = epoch, !last.isGiven, last.isSufficient else { return nil }
        epoch?.isGiven = true
        return outcome(of: last)
    }

    /// The worst that the receiver's monitors reported last.
    package var interference: (jamming: Fix.Interference, spoofing: Fix.Interference) {
        (security.jamming(at: timeOfWeek), security.spoofing(at: timeOfWeek))
    }

    /// Of the newest epoch; 0 before the first.
    private(set) var timeOfWeek: UInt32 = 0

    /// Adds one message to the epoch of its time of week.
    mutating func join(
        _ kind: UBXEpoch.Kinds,
        at timeOfWeek: UInt32,
        _ update: (inout UBXEpoch) -> Void
    ) throws(UBXFault) -> Outcome {
        guard timeOfWeek < GPSTime.millisecondsPerWeek else { throw .malformed }
        var late: Outcome?
        if let last = epoch, last.timeOfWeek != timeOfWeek {
            learn(from: last)
            late = last.isGiven ? nil : outcome(of: last)
            epoch = nil
        }
        if lastKinds == nil, epoch == nil { security.begin(at: timeOfWeek) }
        self.timeOfWeek = timeOfWeek
        var open = epoch ?? UBXEpoch(timeOfWeek: timeOfWeek)
        open.kinds.insert(kind)
        update(&open)
        var whole: Outcome?
        if !open.isGiven, open.isSufficient, isWhole(open) {
            open.isGiven = true
            whole = outcome(of: open)
        }
        epoch = open
        guard let late, late != .pending else { return whole ?? .pending }
        next = whole
        return late
    }

    private func isWhole(_ epoch: UBXEpoch) -> Bool {
        if epoch.kinds.contains(.end) { return true }
        guard let expected, !expected.isEmpty else { return false }
        return epoch.kinds.isSuperset(of: expected)
    }

    /// What came in two epochs in a row will come again.
    private mutating func learn(from epoch: UBXEpoch) {
        if let lastKinds { expected = lastKinds.intersection(epoch.kinds) }
        lastKinds = epoch.kinds
    }

    private func outcome(of epoch: UBXEpoch) -> Outcome {
        guard epoch.isSufficient else { return .pending }
        let position = epoch.position(leapSeconds: leapSeconds, security: security)
        return position.map { .position($0) } ?? .noFix
    }
}
