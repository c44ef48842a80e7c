/// How far a wall-clock reading can be believed.
package enum ClockQuality: UInt8, CaseIterable, Sendable, Comparable {
    case unset = 0
    case gnssOnly = 1
    case rtc = 2
    case trusted = 3

    package var name: String {
        switch self {
        case .unset: "unset"
        case .gnssOnly: "gnss_only"
        case .rtc: "rtc"
        case .trusted: "trusted"
        }
    }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// One reading of the wall clock against the boot clock.
package struct ClockAnchor: Sendable, Equatable {
    /// CLOCK_BOOTTIME, milliseconds.
    package var bootMilliseconds: UInt64
    /// Unix time, milliseconds.
    package var unixMilliseconds: Int64
    package var quality: ClockQuality
    /// Half width of the interval in which the true time lies, in milliseconds.
    package var uncertainty: UInt32

    package init(
        bootMilliseconds: UInt64,
        unixMilliseconds: Int64,
        quality: ClockQuality,
        uncertainty: UInt32
    ) {
        self.bootMilliseconds = bootMilliseconds
        self.unixMilliseconds = unixMilliseconds
        self.quality = quality
        self.uncertainty = uncertainty
    }
}

/// One boot of the machine as its epoch numbered it. Dates the events of that boot, also those that came before the
/// time was known.
package struct BootRecord: Sendable, Equatable {
    package static let maximumAnchors = 8

    package var ordinal: UInt32
    /// The kernel's random boot id, 16 bytes.
    package var bootID: [UInt8]
    package var anchors: [ClockAnchor]

    package init(ordinal: UInt32, bootID: [UInt8], anchors: [ClockAnchor] = []) {
        self.ordinal = ordinal
        self.bootID = bootID
        self.anchors = anchors
    }

    /// The anchor to date events with: best quality, then least uncertainty, then newest.
    package var best: ClockAnchor? {
        anchors.max {
            ($0.quality.rawValue, UInt32.max - $0.uncertainty, $0.bootMilliseconds)
                < ($1.quality.rawValue, UInt32.max - $1.uncertainty, $1.bootMilliseconds)
        }
    }

    /// Adds a reading and keeps the record bounded: of two with the same quality, the sharper or newer one stays.
    package mutating func add(_ anchor: ClockAnchor) {
        if let index = anchors.firstIndex(where: { $0.quality == anchor.quality }) {
            let old = anchors[index]
            let isStale = anchor.bootMilliseconds > old.bootMilliseconds + 3_600_000
            if anchor.uncertainty <= old.uncertainty || isStale { anchors[index] = anchor }
        } else {
            anchors.append(anchor)
        }
    }

    /// Unix milliseconds of an instant of this boot, or `nil` without an anchor.
    package func wallTime(ofBootMilliseconds milliseconds: UInt64) -> Int64? {
        guard let anchor = best else { return nil }
        return anchor.unixMilliseconds &+ Int64(clamping: milliseconds)
            &- Int64(clamping: anchor.bootMilliseconds)
    }
}
