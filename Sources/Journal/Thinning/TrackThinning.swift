import FieldModel
import Glibc

/// Which fixes of a span stay, so that a straight line in time between those that stay is never far from one that went.
///
/// Far is measured at the fix's own moment: the distance between where it was and where the line is then. Always kept are the
/// first and the last of the span; where standing still begins and ends; and both sides of a change of source, integrity,
/// jamming, spoofing, label, exercise or boot, and of a gap in time. Turns stay because of the bound. Each receiver is a
/// track of its own.
///
/// Thinning what was thinned adds up: a line that is within b of a line that is within a of the fixes is within a + b of
/// them, since between two lines the distance is greatest at their corners. Therefore `spent` says how far an earlier thinning
/// may have gone, only the rest of the tolerance is used, and the tolerance holds against the fixes as they were recorded. With
/// nothing left, only fixes exactly on the line go.
package struct TrackThinning: Sendable {
    /// Metres, level by level: each is thinned after the one before, which is then what is spent.
    package static let tolerances = [15.0, 60.0, 250.0]
    /// Milliseconds between two fixes that follow each other after which both stay.
    static let longestStep: UInt64 = 30_000

    /// Milliseconds of standing still that count as a stop.
    private static let shortestStop: UInt64 = 30_000
    /// Fixes beyond the last possible end of a line after which the search gives up: what bounds the time.
    private static let reach = 64

    private let tolerance: Double

    /// Metres, both: how far a line may be from a fix that was recorded, and what of that was used by earlier thinning.
    package init(tolerance: Double = TrackThinning.tolerances[0], spent: Double = 0) {
        self.tolerance = max(0, tolerance - spent)
    }

    /// One answer for each event. What is no fix stays. Costs O(number of events) time and memory.
    ///
    /// The span must not reach over offsets that were lost or retired: what is missing in it must have been thinned.
    package func kept(_ span: [SpanEvent]) -> [Bool] {
        var kept = [Bool](repeating: true, count: span.count)
        var tracks: [SourceID: [TrackPoint]] = [:]
        for (index, element) in span.enumerated() {
            guard let event = element.event, case .fix(let fix) = event.body else { continue }
            tracks[event.source, default: []].append(TrackPoint(index, element.offset, event, fix))
        }
        for track in tracks.values { thin(track, &kept) }
        return kept
    }

    private func thin(_ track: [TrackPoint], _ kept: inout [Bool]) {
        var stays = [Bool](repeating: false, count: track.count)
        stays[0] = true
        stays[track.count - 1] = true
        for next in track.indices.dropFirst() where track[next].isCut(from: track[next - 1]) {
            stays[next - 1] = true
            stays[next] = true
        }
        keepStops(track, &stays)
        for point in track { kept[point.index] = false }
        let plane = Plane(track)
        var start = 0
        kept[track[0].index] = true
        while start < track.count - 1 {
            start = end(of: track, from: start, stays, plane)
            kept[track[start].index] = true
        }
    }

    /// The last fix that a line from this one may reach. It never passes one that stays.
    private func end(of track: [TrackPoint], from start: Int, _ stays: [Bool], _ plane: Plane) -> Int {
        var window = VelocityWindow()
        var last = start + 1
        var index = start + 1
        while index < track.count, index - last <= Self.reach {
            // Between two fixes that follow each other time moves on, or both stay.
            let time = Double(track[index].milliseconds &- track[start].milliseconds)
            if stays[start + 1], index == start + 1 { return index }
            let (east, north) = plane.metres(from: track[start], to: track[index])
            if window.contains(east: east / time, north: north / time) { last = index }
            if stays[index] { break }
            window.narrow(east: east / time, north: north / time, time: time, tolerance: tolerance)
            if window.isEmpty { break }
            index += 1
        }
        return last
    }

    /// Where standing still begins, where it ends, and the first fix that moves again, so that the same stops are found in
    /// what was thinned.
    private func keepStops(_ track: [TrackPoint], _ stays: inout [Bool]) {
        var begin: Int?
        for index in track.indices {
            let isCut = index > 0 && track[index].isCut(from: track[index - 1])
            if let first = begin, isCut || !track[index].staysStill {
                close(first..<index, track, &stays)
                begin = nil
            }
            if begin == nil, track[index].standsStill { begin = index }
        }
        if let begin { close(begin..<track.count, track, &stays) }
    }

    private func close(_ stop: Range<Int>, _ track: [TrackPoint], _ stays: inout [Bool]) {
        let last = stop.upperBound - 1
        guard track[last].milliseconds - track[stop.lowerBound].milliseconds >= Self.shortestStop else {
            return
        }
        stays[stop.lowerBound] = true
        stays[last] = true
        if stop.upperBound < track.count { stays[stop.upperBound] = true }
    }
}

/// A fix in its track.
private struct TrackPoint {
    /// In 0.1 m/s. Standing begins below the first and ends above the second: a receiver at rest is never quite still.
    private static let still: UInt32 = 5
    private static let moving: UInt32 = 15

    let index: Int
    let offset: UInt64
    let event: Event
    let fix: Fix

    init(_ index: Int, _ offset: UInt64, _ event: Event, _ fix: Fix) {
        self.index = index
        self.offset = offset
        self.event = event
        self.fix = fix
    }

    var milliseconds: UInt64 { event.instant.milliseconds }
    var standsStill: Bool { fix.speed.map { $0 < Self.still } ?? false }
    var staysStill: Bool { fix.speed.map { $0 <= Self.moving } ?? false }

    /// Whether no line may pass between this fix and the one before it.
    func isCut(from before: TrackPoint) -> Bool {
        guard event.instant.boot == before.event.instant.boot, milliseconds > before.milliseconds else {
            return true
        }
        // A step that became long because fixes between went is none in the record.
        let isRecorded = offset &- before.offset == UInt64(index - before.index)
        return isRecorded && milliseconds - before.milliseconds > TrackThinning.longestStep
            || fix.source != before.fix.source || fix.integrity != before.fix.integrity
            || fix.jamming != before.fix.jamming || fix.spoofing != before.fix.spoofing
            || event.label != before.event.label || event.isExercise != before.event.isExercise
            || event.corrects != before.event.corrects
    }
}

/// Metres on the flat, never fewer than on WGS 84.
private struct Plane {
    /// A millionth of a degree of latitude at the poles, where it is longest.
    private static let unit = 0.111_700

    private let across: Double

    init(_ track: [TrackPoint]) {
        let nearest = track.map { abs($0.fix.latitude) }.min() ?? 0
        across = cos(Double(nearest) * 1e-6 * .pi / 180)
    }

    func metres(from start: TrackPoint, to end: TrackPoint) -> (east: Double, north: Double) {
        var degrees = Int(end.fix.longitude) - Int(start.fix.longitude)
        if degrees > 180_000_000 { degrees -= 360_000_000 }
        if degrees < -180_000_000 { degrees += 360_000_000 }
        let north = Int(end.fix.latitude) - Int(start.fix.latitude)
        return (Double(degrees) * Self.unit * across, Double(north) * Self.unit)
    }
}
