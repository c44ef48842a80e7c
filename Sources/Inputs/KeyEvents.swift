import Codecs
import LinuxIO

/// Turns the events of one event device into scans.
struct KeyEvents: Sendable {
    /// Milliseconds. A scanner that sends suffixes gets at least this long: the pause only tells that a suffix was lost.
    static let leastGapWithSuffix: UInt64 = 1_000

    private(set) var decoder: KeyDecoder
    /// Milliseconds without a key that end a scan.
    private let pause: UInt64
    private var isDropping = false
    private var lastKey: UInt64 = 0

    enum Outcome: Sendable, Equatable {
        case nothing
        case scan(RawScan)
        /// Events were lost; which keys are down must be told by `hold`.
        case resynchronise
    }

    init(map: KeyMap, pause: Duration) {
        decoder = KeyDecoder(map: map)
        self.pause = pause.milliseconds
    }

    /// Takes one event that was read at `now`, CLOCK_BOOTTIME milliseconds.
    mutating func take(_ event: InputEvent, now: UInt64) -> Outcome {
        switch (event.type, event.code) {
        case (InputEvent.synchronisation, InputEvent.dropped):
            isDropping = true
            decoder.lose()
            lastKey = now
        case (InputEvent.synchronisation, InputEvent.report) where isDropping:
            isDropping = false
            return .resynchronise
        case (InputEvent.key, let code) where !isDropping:
            return key(code, event.value, at: Self.time(event, now))
        default: break
        }
        return .nothing
    }

    /// Takes over which keys are down; a key that is down already may belong to a scan whose beginning nobody saw.
    mutating func hold(_ keys: KeySet, now: UInt64) {
        decoder.hold(keys)
        guard !keys.isEmpty else { return }
        decoder.lose()
        lastKey = now
    }

    /// When to call `end`, CLOCK_BOOTTIME milliseconds; `nil` while nothing is being typed.
    var due: UInt64? { decoder.isTyping ? lastKey &+ gap : nil }

    /// Ends a scan that went on no further.
    mutating func end(now: UInt64) -> RawScan? {
        guard let due, due <= now else { return nil }
        return raw(decoder.pause(), lastKey, isEnded: false)
    }

    /// The device is gone: what was being typed is lost.
    mutating func lose(now: UInt64) -> RawScan? {
        guard decoder.isTyping else { return nil }
        decoder.lose()
        return raw(decoder.pause(), now, isEnded: false)
    }

    private var gap: UInt64 { decoder.hasSuffix ? max(pause, Self.leastGapWithSuffix) : pause }

    private mutating func key(_ code: UInt16, _ value: Int32, at time: UInt64) -> Outcome {
        var ended: RawScan?
        if let due, due < time { ended = raw(decoder.pause(), lastKey, isEnded: false) }
        lastKey = time
        // After an end nothing is typed yet, so one key ends at most one scan.
        let scan = raw(decoder.take(key: code, value: value), time)
        return (ended ?? scan).map(Outcome.scan) ?? .nothing
    }

    private func raw(_ scan: KeyedScan?, _ arrival: UInt64, isEnded: Bool = true) -> RawScan? {
        scan.map {
            RawScan(bytes: $0.bytes[...], arrival: arrival, refusal: $0.refusal, isEnded: isEnded)
        }
    }

    /// The kernel's stamp, which a busy machine does not delay, where it can be true.
    private static func time(_ event: InputEvent, _ now: UInt64) -> UInt64 {
        guard let time = event.time, time <= now, now - time < 60_000 else { return now }
        return time
    }
}
