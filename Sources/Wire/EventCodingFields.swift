package import FieldModel

/// Half of what a `UInt64` holds: offsets and counts stay below it, so that adding two never overflows.
let offsetLimit: UInt64 = 1 << 63

/// Throws unless `condition` holds.
func require(_ condition: Bool, _ field: String) throws(WireError) {
    guard condition else { throw .outOfRange(field) }
}

extension RawRepresentable where RawValue == UInt8 {
    /// - Throws: `.outOfRange` for a number that is no case of this enumeration.
    init(wire: UInt32, _ field: String) throws(WireError) {
        guard let raw = UInt8(exactly: wire), let value = Self(rawValue: raw) else {
            throw .outOfRange(field)
        }
        self = value
    }

    /// Likewise, where 0 means that nobody entered a value.
    static func optional(_ wire: UInt32, _ field: String) throws(WireError) -> Self? {
        wire == 0 ? nil : try Self(wire: wire, field)
    }
}

extension RawRepresentable where RawValue == UInt8 {
    /// The number on the wire.
    var wire: UInt32 { UInt32(rawValue) }
}

extension Token {
    init(wire: String, _ field: String) throws(WireError) {
        guard let token = Token(rawValue: wire) else { throw .outOfRange(field) }
        self = token
    }

    /// Likewise, where an empty string means that there is none.
    static func optional(_ wire: String, _ field: String) throws(WireError) -> Token? {
        wire.isEmpty ? nil : try Token(wire: wire, field)
    }
}

extension Token? {
    /// The string on the wire.
    var wire: String { self?.rawValue ?? "" }
}

extension CalendarDay {
    /// 0 means unknown.
    static func optional(_ wire: UInt32, _ field: String) throws(WireError) -> CalendarDay? {
        guard wire != 0 else { return nil }
        guard let day = CalendarDay(rawValue: wire) else { throw .outOfRange(field) }
        return day
    }
}

extension [UInt32] {
    /// Counts by category on the wire, where an empty list means that nobody entered any.
    func axis(_ categories: Int, _ field: String) throws(WireError) -> [UInt32]? {
        guard !isEmpty else { return nil }
        try require(count == categories && allSatisfy { $0 <= PatientLoad.maximumCount }, field)
        return self
    }
}

extension PatientLoad {
    /// More patients than this in one place is no count but a fault.
    package static let maximumCount: UInt32 = 1_000_000
}
