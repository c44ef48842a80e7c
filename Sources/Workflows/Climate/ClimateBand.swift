/// What a probe may show, in thousandths of its unit.
package struct ClimateBand: Sendable, Equatable {
    package var lower: Int64
    package var upper: Int64
    /// How far back within the band a value must be for an excursion to end, from 0 to half of the band.
    package var hysteresis: Int64
    /// Milliseconds outside that the product tolerates.
    package var tolerance: UInt64

    package init(lower: Int64, upper: Int64, hysteresis: Int64, tolerance: UInt64) {
        self.lower = lower
        self.upper = upper
        self.hysteresis = hysteresis
        self.tolerance = tolerance
    }

    /// Whether a value leaves the band.
    func isLeft(by value: Int64) -> Bool { value < lower || value > upper }

    /// Whether a value is back in the band for good.
    func isRegained(by value: Int64) -> Bool {
        let (least, under) = lower.addingReportingOverflow(hysteresis)
        let (most, over) = upper.subtractingReportingOverflow(hysteresis)
        return !under && !over && value >= least && value <= most
    }
}
