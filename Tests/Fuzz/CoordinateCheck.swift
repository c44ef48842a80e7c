import Codecs
import FieldModel

/// A position as a person writes it. What is read is written in every notation and read from there again.
enum CoordinateCheck {
    static func run(_ bytes: [UInt8]) {
        guard let read = try? CoordinateText(String(decoding: bytes, as: UTF8.self)) else { return }
        let point = read.point
        require((-90...90).contains(point.latitude), "latitude \(point.latitude)")
        require((-180...180).contains(point.longitude), "longitude \(point.longitude)")
        again(point.decimalText, point, .wgs84, metres: 1)
        again(point.minutesText, point, .wgs84, metres: 1.5)
        if let grid = try? MGRS(point) { again(grid.text, point, .mgrs, metres: 1) }
        if let grid = try? SWEREF99TM(point) { again(grid.text, point, .sweref99TM, metres: 1) }
    }

    private static func again(
        _ text: String,
        _ point: GeographicPoint,
        _ notation: CoordinateText.Notation,
        metres: Double
    ) {
        do throws(CoordinateError) {
            let read = try CoordinateText(text)
            require(read.notation == notation, "\(text) is read as \(read.notation)")
            let distance = read.point.distance(to: point)
            require(distance <= metres, "\(text) is \(distance) m away from \(point)")
        } catch {
            require(false, "\(text) is refused: \(error)")
        }
    }
}
