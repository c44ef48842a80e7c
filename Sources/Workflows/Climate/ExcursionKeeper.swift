import FieldModel

/// Watches one value against its band.
///
/// An excursion begins with the first value outside and ends with the first one that is back by the hysteresis. It is declared when
/// it has lasted as long as is tolerated, also while the probe says nothing: nobody saw the goods back in their band. What was not
/// measured adds to its duration, never to its extremes.
package struct ExcursionKeeper: Sendable {
    package enum Change: Sendable, Equatable {
        /// The band was left; nothing is declared yet.
        case left
        /// It was back in time.
        case regained
        case declared(OpenExcursion, duration: UInt64)
        /// A declared one is over.
        case ended(OpenExcursion, duration: UInt64)
    }

    package var band: ClimateBand
    package private(set) var open: OpenExcursion?

    /// Goes on with what was open when the agent last ran.
    package init(band: ClimateBand, resuming open: OpenExcursion? = nil) {
        self.band = band
        self.open = open
    }

    /// Takes a value in thousandths of the unit, `nil` for one that is unknown.
    package mutating func take(_ value: Int64?, at moment: ClimateMoment) -> Change? {
        guard var open else {
            guard let value, band.isLeft(by: value) else { return nil }
            self.open = OpenExcursion(start: moment, value: value)
            return declare(at: moment) ?? .left
        }
        guard let value else { return declare(at: moment) }
        guard band.isRegained(by: value) else {
            open.measure(value)
            self.open = open
            return declare(at: moment)
        }
        let duration = open.advance(to: moment)
        self.open = nil
        if open.isDeclared { return .ended(open, duration: duration) }
        guard duration >= band.tolerance else { return .regained }
        // It lasted too long between two looks.
        return .ended(open, duration: duration)
    }

    /// Declares what has lasted too long; once.
    private mutating func declare(at moment: ClimateMoment) -> Change? {
        guard var open else { return nil }
        let duration = open.advance(to: moment)
        defer { self.open = open }
        guard !open.isDeclared, duration >= band.tolerance else { return nil }
        open.isDeclared = true
        return .declared(open, duration: duration)
    }
}
