/// Which constant velocities, begun at one place and moment, pass every fix since at the fix's own time within a tolerance.
///
/// A fix t seconds later allows the velocities in a circle of radius tolerance/t. Kept of every circle is the octagon within
/// it, as four intervals; so a fix costs the same however many there were, and the answer errs on the safe side by 8 %.
struct VelocityWindow {
    /// The share of a circle's radius at which the sides of an octagon within it lie: cos 22.5°.
    private static let apothem = 0.923_879_532_511_286_7
    private static let diagonal = 0.707_106_781_186_547_6

    private var low = SIMD4<Double>(repeating: -.infinity)
    private var high = SIMD4<Double>(repeating: .infinity)

    /// Whether no velocity is left.
    var isEmpty: Bool { any(low .> high) }

    /// Velocities are in metres per millisecond, east and north.
    func contains(east: Double, north: Double) -> Bool {
        let along = Self.projections(east, north)
        return all(along .>= low) && all(along .<= high)
    }

    /// Leaves what passes this velocity's fix, `time` milliseconds after the beginning, within `tolerance` metres.
    mutating func narrow(east: Double, north: Double, time: Double, tolerance: Double) {
        let along = Self.projections(east, north)
        let half = tolerance / time * Self.apothem
        low = pointwiseMax(low, along - half)
        high = pointwiseMin(high, along + half)
    }

    private static func projections(_ east: Double, _ north: Double) -> SIMD4<Double> {
        [east, north, (east + north) * diagonal, (east - north) * diagonal]
    }
}
