package import FieldModel

/// A probe that left its band and was not seen back in it. It outlives the agent and the boot.
package struct OpenExcursion: Sendable, Equatable {
    /// The first value outside.
    package let start: ClimateMoment
    /// In thousandths of the unit; of what was measured.
    package private(set) var minimum: Int64
    package private(set) var maximum: Int64
    package internal(set) var isDeclared = false
    /// Milliseconds outside up to `last`, and where that is.
    private(set) var elapsed: UInt64
    private(set) var last: BootInstant

    init(start: ClimateMoment, value: Int64) {
        self.init(start: start, minimum: value, maximum: value, elapsed: 0, last: start.instant)
    }

    init(start: ClimateMoment, minimum: Int64, maximum: Int64, elapsed: UInt64, last: BootInstant) {
        self.start = start
        self.minimum = minimum
        self.maximum = maximum
        self.elapsed = elapsed
        self.last = last
    }

    mutating func measure(_ value: Int64) {
        minimum = min(minimum, value)
        maximum = max(maximum, value)
    }

    /// Milliseconds since the band was left.
    ///
    /// Within a boot the boot's clock counts. Over a restart of the machine the wall clock does; where it was never set, the time
    /// that the machine was off is not counted.
    mutating func advance(to moment: ClimateMoment) -> UInt64 {
        let now = moment.instant
        if now.boot == last.boot {
            elapsed = elapsed.adding(now.milliseconds.subtracting(last.milliseconds))
        } else {
            let known = elapsed.adding(now.milliseconds)
            elapsed = max(known, Self.span(from: start.unix, to: moment.unix))
        }
        last = now
        return elapsed
    }

    /// Milliseconds on the wall clock; 0 where it cannot tell.
    private static func span(from start: Int64?, to end: Int64?) -> UInt64 {
        guard let start, let end, end > start else { return 0 }
        return end.subtracting(start).magnitude
    }
}

extension OpenExcursion {
    /// Its end when nobody watches the probe any more: nobody saw the goods back. Without the lots that it affects.
    package func abandoned(
        by probe: Token,
        _ quantity: Sample.Quantity,
        at moment: ClimateMoment
    ) -> Excursion {
        var open = self
        let duration = open.advance(to: moment)
        var excursion = open.told(by: probe, quantity, duration: duration, hasEnded: true)
        excursion.isAbandoned = true
        return excursion
    }

    func told(
        by probe: Token,
        _ quantity: Sample.Quantity,
        duration: UInt64,
        hasEnded: Bool
    ) -> Excursion {
        Excursion(
            probe: probe,
            quantity: quantity,
            start: start.instant,
            duration: duration,
            minimum: minimum,
            maximum: maximum,
            hasEnded: hasEnded,
            affected: []
        )
    }
}

extension UInt64 {
    fileprivate func adding(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    fileprivate func subtracting(_ other: UInt64) -> UInt64 { self > other ? self - other : 0 }
}

extension Int64 {
    fileprivate func subtracting(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? .max : difference
    }
}
