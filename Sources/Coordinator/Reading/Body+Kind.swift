import FieldModel
import Wire

extension Body {
    /// What an event is, named as in the wire schema; `unknown` for bytes that this version cannot read.
    static func kind(ofCanonicalBytes bytes: [UInt8]) -> String {
        switch (try? Event(canonicalBytes: bytes))?.body {
        case .alarm: "alarm"
        case .unitProfile: "unit_profile"
        case .missionStatus: "mission_status"
        case .patientMovement: "patient_movement"
        case .patientLoad: "patient_load"
        case .census: "census"
        case .movementRequest: "movement_request"
        case .stockMovement: "stock_movement"
        case .excursion: "excursion"
        case .fix: "fix"
        case .sample: "sample"
        case .health: "health"
        case .unknown, nil: "unknown"
        }
    }
}
