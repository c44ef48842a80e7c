import FieldModel
import Glibc

/// Which events of a span stay when there is no room for all of them. Pure: the same span gives the same answer.
enum SpanThinning {
    /// The coarsest level.
    static let levels = 3

    /// Metres by which a removed fix may lie off the line between its neighbours that stay, at its time; by level.
    private static let tolerance = [15.0, 60.0, 250.0]
    /// Milliseconds of the windows of which climate keeps the extremes, by level.
    private static let window: [UInt64] = [900_000, 3_600_000, 14_400_000]

    static func levels(of stream: FieldModel.Stream) -> Int {
        switch stream {
        case .track, .climate: levels
        case .node: 1
        case .alarm, .patients, .stock: 0
        }
    }

    /// One answer for each event; `nil` stands for one that cannot be read, and stays.
    static func kept(_ events: [Event?], _ stream: FieldModel.Stream, level: Int) -> [Bool] {
        switch stream {
        case .track: track(events, tolerance: tolerance[level - 1])
        case .climate: climate(events, window: window[level - 1])
        case .node: health(events)
        case .alarm, .patients, .stock: events.map { _ in true }
        }
    }

    private static func track(_ events: [Event?], tolerance: Double) -> [Bool] {
        var kept = events.map { event in if case .fix? = event?.body { false } else { true } }
        guard events.count > 2 else { return events.map { _ in true } }
        kept[0] = true
        kept[events.count - 1] = true
        for index in 1..<events.count {
            let (before, after) = (events[index - 1], events[index])
            if before.flatMap({ a in after.map { isBreak(a, $0) } }) ?? true {
                kept[index - 1] = true
                kept[index] = true
            }
        }
        let anchors = kept.indices.filter { kept[$0] }
        var open = zip(anchors, anchors.dropFirst()).map { ($0, $1) }
        while let (low, high) = open.popLast() {
            guard high - low > 1, let start = events[low], let end = events[high] else { continue }
            var (worst, farthest) = (tolerance, 0)
            for index in low + 1..<high {
                guard let event = events[index] else { continue }
                let distance = deviation(event, start, end)
                if distance > worst { (worst, farthest) = (distance, index) }
            }
            guard farthest > 0 else { continue }
            kept[farthest] = true
            open.append((low, farthest))
            open.append((farthest, high))
        }
        return kept
    }

    /// Whether something changed between two fixes that no line between others may hide.
    private static func isBreak(_ a: Event, _ b: Event) -> Bool {
        guard case .fix(let first) = a.body, case .fix(let second) = b.body else { return true }
        return a.instant.boot != b.instant.boot || b.instant.milliseconds > a.instant.milliseconds + 30_000
            || a.label != b.label || a.isExercise != b.isExercise || a.source != b.source
            || first.source != second.source || first.integrity != second.integrity
            || first.jamming != second.jamming || first.spoofing != second.spoofing
    }

    /// Metres between a fix and the place that the line between two others has at its time.
    private static func deviation(_ event: Event, _ start: Event, _ end: Event) -> Double {
        guard case .fix(let fix) = event.body, case .fix(let from) = start.body, case .fix(let to) = end.body
        else { return .infinity }
        let whole = Double(end.instant.milliseconds) - Double(start.instant.milliseconds)
        let part =
            whole > 0 ? (Double(event.instant.milliseconds) - Double(start.instant.milliseconds)) / whole : 0
        let metres = 0.111_320  // a millionth of a degree of latitude
        let north = Double(from.latitude) + part * (Double(to.latitude) - Double(from.latitude))
        let east = Double(from.longitude) + part * (Double(to.longitude) - Double(from.longitude))
        let across = cos(Double(fix.latitude) * 1e-6 * .pi / 180)
        return hypot(
            (Double(fix.latitude) - north) * metres,
            (Double(fix.longitude) - east) * metres * across
        )
    }

    private struct Series: Hashable {
        var source: SourceID
        var probe: Token
        var quantity: Sample.Quantity
    }

    private struct Window: Hashable {
        var boot: UInt32
        var number: UInt64
    }

    /// The extremes of each window, what begins and ends the span, and both sides of every silence.
    private static func climate(_ events: [Event?], window: UInt64) -> [Bool] {
        var kept = events.map { event in if case .sample? = event?.body { false } else { true } }
        var series: [Series: [Int]] = [:]
        for (index, event) in events.enumerated() {
            guard let event, case .sample(let sample) = event.body else { continue }
            let key = Series(source: event.source, probe: sample.probe, quantity: sample.quantity)
            series[key, default: []].append(index)
        }
        for indices in series.values {
            kept[indices[0]] = true
            kept[indices[indices.count - 1]] = true
            var extremes: [Window: (low: Int, high: Int)] = [:]
            for (place, index) in indices.enumerated() {
                guard let event = events[index] else { continue }
                if place > 0, let before = events[indices[place - 1]], isBreak(sample: before, event) {
                    kept[indices[place - 1]] = true
                    kept[index] = true
                }
                guard let value = value(events[index]) else { continue }
                let key = Window(boot: event.instant.boot, number: event.instant.milliseconds / window)
                var found = extremes[key] ?? (index, index)
                if value < Self.value(events[found.low]) ?? value { found.low = index }
                if value > Self.value(events[found.high]) ?? value { found.high = index }
                extremes[key] = found
            }
            for found in extremes.values {
                kept[found.low] = true
                kept[found.high] = true
            }
        }
        return kept
    }

    private static func value(_ event: Event?) -> Int64? {
        if case .sample(let sample)? = event?.body { sample.value } else { nil }
    }

    private static func isBreak(sample a: Event, _ b: Event) -> Bool {
        (value(a) == nil) != (value(b) == nil) || a.label != b.label || a.isExercise != b.isExercise
    }

    /// The newest health of each hour, every change of what is on or off, and all that is no health.
    private static func health(_ events: [Event?]) -> [Bool] {
        var kept = events.map { event in if case .health? = event?.body { false } else { true } }
        var newest: [Window: Int] = [:]
        var before: DeviceHealth?
        for (index, event) in events.enumerated() {
            guard let event, case .health(let health) = event.body else { continue }
            newest[Window(boot: event.instant.boot, number: event.instant.milliseconds / 3_600_000)] = index
            if let before {
                let isSame =
                    before.onMains == health.onMains && before.ignition == health.ignition
                    && before.clock == health.clock
                if !isSame { kept[index] = true }
            } else {
                kept[index] = true
            }
            before = health
        }
        for index in newest.values { kept[index] = true }
        return kept
    }
}
