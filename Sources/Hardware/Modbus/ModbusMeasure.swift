package import FieldModel

/// What a register says of the world. Each has one unit.
package enum ModbusMeasure: Sendable, Hashable {
    case quantity(Sample.Quantity)
    /// WGS 84 degrees, north and east positive.
    case latitude
    case longitude
    /// Satellites of a position; none is no position.
    case satellites
    /// Over ground, m/s.
    case speed
    /// Over ground, degrees.
    case course
    /// Horizontal dilution of precision.
    case hdop
    /// Whether the device's values hold: they do while this one is in its valid range.
    case status

    package static let all: [ModbusMeasure] =
        Sample.Quantity.allCases.map { .quantity($0) }
        + [.latitude, .longitude, .satellites, .speed, .course, .hdop, .status]

    package var name: String {
        switch self {
        case .quantity(let quantity): String(describing: quantity)
        case .latitude: "latitude"
        case .longitude: "longitude"
        case .satellites: "satellites"
        case .speed: "speed"
        case .course: "course"
        case .hdop: "hdop"
        case .status: "status"
        }
    }

    /// As a map writes it; empty for a bare number.
    package var unit: String {
        switch self {
        case .quantity(.temperature): "°C"
        case .quantity(.humidity): "%"
        case .quantity(.voltage): "V"
        case .quantity(.current): "A"
        case .quantity(.pressure): "Pa"
        case .quantity(.power): "W"
        case .quantity(.energy): "Wh"
        case .latitude, .longitude, .course: "°"
        case .speed: "m/s"
        case .satellites, .hdop, .status: ""
        }
    }
}
