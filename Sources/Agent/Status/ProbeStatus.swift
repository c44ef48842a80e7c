import FieldModel
import Workflows

/// One look at a probe.
struct ProbeStatus: Sendable {
    var probe: ProbeSettings
    var input: SourceID
    /// The last reading in thousandths of the unit; `nil` where it is unknown.
    var value: Int64?
    /// When that was, CLOCK_BOOTTIME milliseconds; `nil` before the first.
    var instant: UInt64?
    /// What goes on outside the band.
    var open: OpenExcursion?
}

extension ProbeStatus {
    func json(at now: UInt64) -> JSONValue {
        let age = instant.map { (now - min($0, now)) / 1_000 }
        return .object([
            ("name", .string(probe.name.rawValue)),
            ("input", .string(input.rawValue)),
            ("quantity", .string(String(describing: probe.quantity))),
            ("value", value.map { .decimal(Double($0) / 1_000, digits: 3) } ?? .null),
            ("age_s", .optional(age)),
            ("gln", .optional(probe.location.gln?.rawValue)),
            ("bin", .optional(probe.location.bin?.rawValue)),
            ("excursion", .string(open.map { $0.isDeclared ? "declared" : "begun" } ?? "none")),
            ("calibration_due", .optional(probe.calibrationDue?.description)),
        ])
    }

    /// One line for a terminal; what a person must see is in capitals.
    var text: String {
        var line = "probe \(probe.name): "
        if let value { line += "\(Self.decimal(value)) \(probe.quantity.unit)" } else { line += "UNKNOWN" }
        guard let open else { return line }
        return line + (open.isDeclared ? "; EXCURSION" : "; OUT OF ITS BAND")
    }

    /// Thousandths as a decimal number without needless zeros.
    private static func decimal(_ value: Int64) -> String {
        let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 1_000)
        var text = (value < 0 ? "-" : "") + String(whole)
        guard rest > 0 else { return text }
        var digits = String(1_000 + rest).dropFirst()
        while digits.hasSuffix("0") { digits = digits.dropLast() }
        text += ".\(digits)"
        return text
    }
}

extension Sample.Quantity {
    fileprivate var unit: String {
        switch self {
        case .temperature: "°C"
        case .humidity: "%"
        case .voltage: "V"
        case .current: "A"
        case .pressure: "Pa"
        case .power: "W"
        case .energy: "Wh"
        }
    }
}
