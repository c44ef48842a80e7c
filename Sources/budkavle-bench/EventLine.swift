import FieldModel
import Wire

/// An event as a line of JSON: how systems beside this one send the same.
enum EventLine {
    static func text(of stored: StoredEvent) -> String {
        guard let event = try? Event(canonicalBytes: stored.bytes) else { return "" }
        var members: [(String, JSONValue)] = [
            ("node", .integer(stored.identity.node.rawValue)), ("offset", .integer(stored.identity.offset)),
            ("time_ms", .integer(event.instant.milliseconds)), ("source", .string(event.source.rawValue)),
        ]
        switch event.body {
        case .fix(let fix):
            members += [
                ("lat", .decimal(Double(fix.latitude) / 1e6, digits: 6)),
                ("lon", .decimal(Double(fix.longitude) / 1e6, digits: 6)),
                ("accuracy_m", .optional(fix.accuracy)),
                ("speed_mps", fix.speed.map { .decimal(Double($0) / 10, digits: 1) } ?? .null),
                ("course_deg", .optional(fix.course.map { $0 * 2 })),
            ]
        case .stockMovement(let movement):
            members += [
                ("action", .string(movement.action.name)), ("item", .string(movement.key.item.code.rawValue)),
                ("lot", .optional(movement.key.lot?.rawValue)),
                ("expiry", .optional(movement.key.expiry?.description)),
                ("gln", .optional(movement.key.location.gln?.rawValue)), ("delta", .integer(movement.delta)),
                ("balance", .optional(movement.balanceAfter)),
            ]
        default: break
        }
        return JSONValue.object(members).text
    }
}
