import FieldModel
import Glibc
import Journal
import TestKit

/// Tracks to thin, and how far what is left of one is from all of it.
enum TrackSpan {
    static let receiver = SourceID(rawValue: "gnss") ?? .agent

    static func fix(_ latitude: Double, _ longitude: Double, speed: Double? = 20) -> Fix? {
        Fix(latitude: latitude, longitude: longitude, speed: speed, jamming: .none, spoofing: .none)
    }

    static func event(_ fix: Fix, at milliseconds: UInt64, source: SourceID = receiver) -> Event {
        Event(instant: BootInstant(boot: 1, milliseconds: milliseconds), source: source, body: .fix(fix))
    }

    static func numbered(_ events: [Event]) -> [SpanEvent] {
        events.enumerated().map { SpanEvent(offset: 100 + UInt64($0), event: $1) }
    }

    /// A vehicle that gains speed, turns, and stands, with the noise of a receiver.
    static func drive(_ seconds: Int, seed: UInt64, noise: Double = 2) -> [SpanEvent] {
        var generator = SplitMix(seed)
        var (east, north, heading, speed, wanted) = (0.0, 0.0, 0.3, 0.0, 14.0)
        var left = 0
        return numbered(
            (0..<seconds).compactMap { second in
                if left == 0 {
                    left = .random(in: 5...90, using: &generator)
                    wanted = Double([0, 8, 14, 22, 30].randomElement(using: &generator) ?? 0)
                    heading += .random(in: -1.6...1.6, using: &generator)
                }
                left -= 1
                speed += max(-2.5, min(1.8, wanted - speed))
                east += speed * sin(heading)
                north += speed * cos(heading)
                let x = east + .random(in: -noise...noise, using: &generator)
                let y = north + .random(in: -noise...noise, using: &generator)
                return fix(59.3 + y / 111_400, 18 + x / 56_900, speed: speed)
                    .map { event($0, at: 1_000 * UInt64(second) + 50_000) }
            }
        )
    }

    /// Fixes with nothing to foresee, at uneven times, anywhere from pole to pole and over the 180th meridian.
    static func walk(_ count: Int, seed: UInt64) -> [SpanEvent] {
        var generator = SplitMix(seed)
        var latitude = Double.random(in: -88...88, using: &generator)
        var longitude = Bool.random(using: &generator) ? 179.999 : -3
        let step = pow(10, Double.random(in: -6 ... -3, using: &generator))
        var time: UInt64 = 1_000
        return numbered(
            (0..<count).compactMap { _ in
                latitude = min(89, max(-89, latitude + .random(in: -step...step, using: &generator)))
                longitude += .random(in: -step...step, using: &generator)
                time += 100 * .random(in: 1...40, using: &generator)
                let wrapped = longitude > 180 ? longitude - 360 : longitude
                return fix(latitude, wrapped).map { event($0, at: time) }
            }
        )
    }

    static func keeping(_ span: [SpanEvent], _ kept: [Bool]) -> [SpanEvent] {
        zip(span, kept).filter(\.1).map(\.0)
    }

    /// Metres between a fix of the span and the line between those that are left, at its time: the greatest.
    static func deviation(of span: [SpanEvent], from left: [SpanEvent]) -> Double {
        var worst = 0.0
        var next = 0
        for element in span {
            guard let (fix, time) = place(element) else { continue }
            while next < left.count, left[next].offset < element.offset { next += 1 }
            guard next < left.count else { return .infinity }
            if left[next].offset == element.offset { continue }
            guard next > 0, let (from, start) = place(left[next - 1]), let (to, end) = place(left[next])
            else {
                return .infinity
            }
            let share = (time - start) / (end - start)
            let north = Double(fix.latitude) - Double(from.latitude)
            let east = turn(fix.longitude, from.longitude) - share * turn(to.longitude, from.longitude)
            let scale = metres(at: Double(fix.latitude) * 1e-6)
            let up = north - share * (Double(to.latitude) - Double(from.latitude))
            worst = max(worst, hypot(up * scale.north, east * scale.east))
        }
        return worst
    }

    private static func place(_ element: SpanEvent) -> (Fix, Double)? {
        guard let event = element.event, case .fix(let fix) = event.body else { return nil }
        return (fix, Double(event.instant.milliseconds))
    }

    private static func turn(_ a: Int32, _ b: Int32) -> Double {
        remainder(Double(a) - Double(b), 360_000_000)
    }

    /// Metres of a millionth of a degree on the ellipsoid of WGS 84.
    private static func metres(at latitude: Double) -> (north: Double, east: Double) {
        let (radius, eccentricity) = (6_378_137.0, 0.006_694_379_990_14)
        let angle = latitude * .pi / 180
        let root = (1 - eccentricity * sin(angle) * sin(angle)).squareRoot()
        let unit = 1e-6 * .pi / 180
        return (
            radius * (1 - eccentricity) / (root * root * root) * unit,
            radius / root * cos(angle) * unit
        )
    }
}
