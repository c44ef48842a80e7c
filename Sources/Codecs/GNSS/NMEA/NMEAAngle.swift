/// A latitude or longitude: `ddmm.mm` or `dddmm.mm` with as many decimals as the receiver likes.
struct NMEAAngle: Equatable {
    enum Axis {
        case latitude
        case longitude
    }

    /// North and east positive.
    let degrees: Double
    /// Digits after the point of the minutes.
    let decimals: Int

    /// Returns `nil` for what is no angle of this axis. Minutes may be 60, as some receivers round. Whole degrees and minutes are taken apart as integers, so that
    /// no digit of the fraction is lost.
    init?(_ bytes: Span<UInt8>, _ field: Range<Int>, hemisphere: UInt8, axis: Axis) {
        var point = field.lowerBound
        var whole = 0
        while point < field.upperBound, bytes[point] != UInt8(ascii: ".") {
            guard let digit = DecimalField.digit(bytes[point]), whole < 100_000 else { return nil }
            whole = whole * 10 + digit
            point += 1
        }
        guard point - field.lowerBound >= 3 else { return nil }
        var minutes = Double(whole % 100)
        if point < field.upperBound {
            guard point + 1 < field.upperBound else { return nil }
            guard let fraction = DecimalField.parse(bytes, point..<field.upperBound) else { return nil }
            minutes += fraction
        }
        let magnitude = Double(whole / 100) + minutes / 60
        guard minutes <= 60, magnitude <= (axis == .latitude ? 90 : 180) else { return nil }
        switch (axis, hemisphere) {
        case (.latitude, UInt8(ascii: "N")), (.longitude, UInt8(ascii: "E")): degrees = magnitude
        case (.latitude, UInt8(ascii: "S")), (.longitude, UInt8(ascii: "W")): degrees = -magnitude
        default: return nil
        }
        decimals = max(0, field.upperBound - point - 1)
    }
}
