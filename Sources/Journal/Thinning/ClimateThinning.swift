import FieldModel

/// Which samples of a span stay, so that every window of every probe still shows its extremes.
///
/// Each window of each probe keeps its lowest and its highest sample, its first and its last. Besides stay both sides of a
/// silence, of a change of label, exercise or calibration, and of a jump. What a longer window keeps is kept by every shorter one
/// that divides it, so thinning step by step ends like thinning at once.
package struct ClimateThinning: Sendable {
    /// Milliseconds, level by level; each is a multiple of the one before.
    package static let windows: [UInt64] = [900_000, 3_600_000, 14_400_000]

    /// Milliseconds between two samples up to which a difference is a jump and no drift.
    private static let jumpTime: UInt64 = 120_000

    private let window: UInt64

    /// Milliseconds on the clock of the boot; windows begin at its multiples.
    package init(window: UInt64 = ClimateThinning.windows[0]) { self.window = max(1, window) }

    /// One answer for each event. What is no sample stays. Costs O(number of events) time and memory.
    package func kept(_ span: [SpanEvent]) -> [Bool] {
        var kept = [Bool](repeating: true, count: span.count)
        var series: [Series: [Point]] = [:]
        for (index, element) in span.enumerated() {
            guard let event = element.event, case .sample(let sample) = event.body else { continue }
            let key = Series(source: event.source, probe: sample.probe, quantity: sample.quantity)
            series[key, default: []].append(Point(index: index, event: event, sample: sample))
            kept[index] = false
        }
        for points in series.values { keep(points, &kept) }
        return kept
    }

    private func keep(_ points: [Point], _ kept: inout [Bool]) {
        var start = 0
        for next in points.indices {
            if next > 0, points[next].isBreak(from: points[next - 1]) {
                kept[points[next - 1].index] = true
                kept[points[next].index] = true
            }
            if next + 1 == points.count || !isSameWindow(points[next], points[next + 1]) {
                keepWindow(points[start...next], &kept)
                start = next + 1
            }
        }
    }

    private func keepWindow(_ points: ArraySlice<Point>, _ kept: inout [Bool]) {
        guard let first = points.first, let last = points.last else { return }
        var (lowest, highest): (Point?, Point?)
        for point in points {
            guard let value = point.sample.value else { continue }
            if value < lowest?.sample.value ?? .max { lowest = point }
            if value > highest?.sample.value ?? .min { highest = point }
        }
        for point in [first, lowest ?? first, highest ?? first, last] { kept[point.index] = true }
    }

    private func isSameWindow(_ a: Point, _ b: Point) -> Bool {
        a.event.instant.boot == b.event.instant.boot
            && a.event.instant.milliseconds / window == b.event.instant.milliseconds / window
    }

    private struct Series: Hashable {
        let source: SourceID
        let probe: Token
        let quantity: Sample.Quantity
    }

    private struct Point {
        let index: Int
        let event: Event
        let sample: Sample

        /// Whether something changed since the sample before that no window may hide.
        func isBreak(from before: Point) -> Bool {
            (sample.value == nil) != (before.sample.value == nil) || isJump(from: before)
                || sample.calibrationDue != before.sample.calibrationDue
                || event.label != before.event.label || event.isExercise != before.event.isExercise
                || event.corrects != before.event.corrects
        }

        private func isJump(from before: Point) -> Bool {
            guard let value = sample.value, let old = before.sample.value,
                event.instant.boot == before.event.instant.boot
            else { return false }
            let (now, then) = (event.instant.milliseconds, before.event.instant.milliseconds)
            let time = max(now, then) - min(now, then)
            let (difference, overflow) = value.subtractingReportingOverflow(old)
            return time <= ClimateThinning.jumpTime
                && (overflow || difference.magnitude > sample.quantity.jump)
        }
    }
}

extension Sample.Quantity {
    /// In thousandths of the unit: what between two samples in a row is more than a room or a meter does by itself.
    fileprivate var jump: UInt64 {
        switch self {
        case .temperature: 1_000
        case .humidity: 10_000
        case .voltage: 1_000
        case .current: 1_000
        case .pressure: 500_000
        case .power: 100_000
        case .energy: 1_000_000
        }
    }
}
