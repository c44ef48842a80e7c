import Codecs
import FieldModel

/// What holds for every position, whoever told it.
enum PositionCheck {
    static func run(_ position: Position) {
        require((-90...90).contains(position.latitude), "latitude \(position.latitude)")
        require((-180...180).contains(position.longitude), "longitude \(position.longitude)")
        require(
            position.timeOfDay ?? 0 <= 86_400_999,
            "time of day \(String(describing: position.timeOfDay))"
        )
        bounded(position.altitude, -1e9...1e9, "altitude")
        bounded(position.height, -1e9...1e9, "height")
        bounded(position.speed, 0...1e6, "speed")
        bounded(position.hdop, 0...1e6, "hdop")
        bounded(position.accuracy, 0...1e12, "accuracy")
        for angle in [position.course, position.heading] {
            require(angle.map { (0..<360).contains($0) } ?? true, "angle \(String(describing: angle))")
        }
        var text: [UInt8] = []
        PositionText.append(position, to: &text)
        require(JSONProof.holds(text + [0x0A]), "JSON \(String(decoding: text, as: UTF8.self))")
        if let fix = position.fix {
            require(position.mode != .simulated || fix.integrity != .ok, "simulated")
        }
    }

    private static func bounded(_ value: Double?, _ range: ClosedRange<Double>, _ name: String) {
        require(value.map(range.contains) ?? true, "\(name) \(String(describing: value))")
    }
}
