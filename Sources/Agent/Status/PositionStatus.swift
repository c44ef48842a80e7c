import FieldModel

/// One look at the node's position.
struct PositionStatus: Sendable {
    /// What would be reported now; `nil` before the first position.
    var fix: Fix?
    /// The receiver that is followed.
    var receiver: SourceID?
    /// What speaks against the newest epoch.
    var doubts: [String]
    /// Epochs that were not believed.
    var rejections: UInt64
    /// Epochs that were no position on the Earth.
    var refusals: UInt64
}

extension PositionStatus {
    var json: JSONValue {
        .object([
            ("source", .optional(fix?.source.name)),
            ("integrity", .optional(fix?.integrity.name)),
            ("age_s", .optional(fix?.age)),
            ("lat", fix.map { .decimal(Double($0.latitude) / 1e6, digits: 6) } ?? .null),
            ("lon", fix.map { .decimal(Double($0.longitude) / 1e6, digits: 6) } ?? .null),
            ("accuracy_m", .optional(fix?.accuracy)),
            ("jamming", .optional(fix?.jamming.name)),
            ("spoofing", .optional(fix?.spoofing.name)),
            ("receiver", .optional(receiver?.rawValue)),
            ("doubts", .array(doubts.map { .string($0) })),
            ("rejected_epochs", .integer(rejections)),
            ("refused_epochs", .integer(refusals)),
        ])
    }

    /// One line for a terminal; what is not live and sound is in capitals.
    var text: String {
        guard let fix else { return "position: none yet" }
        var line = "position: "
        switch fix.source {
        case .gnss: line += "live"
        case .manual: line += "entered by hand"
        case .held: line += "HELD, measured \(StatusReport.span(UInt64(fix.age))) ago"
        case .deadReckoned: line += "DEAD RECKONED, measured \(StatusReport.span(UInt64(fix.age))) ago"
        }
        if let accuracy = fix.accuracy { line += ", within \(accuracy) m" }
        if fix.integrity != .ok { line += ", \(fix.integrity.name.uppercased())" }
        if !doubts.isEmpty { line += " (\(doubts.joined(separator: ", ")))" }
        if fix.jamming == .warning || fix.jamming == .critical {
            line += "; JAMMING \(fix.jamming.name.uppercased())"
        }
        if fix.spoofing == .warning || fix.spoofing == .critical {
            line += "; SPOOFING \(fix.spoofing.name.uppercased())"
        }
        return line
    }
}
