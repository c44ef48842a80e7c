/// What a receiver is, as its MON-VER says.
package struct UBXReceiver: Sendable, Equatable {
    /// In order of their age.
    package enum Generation: UInt8, Sendable, Comparable {
        case five = 5
        case six = 6
        case seven = 7
        case eight = 8
        /// F9 and M9.
        case nine = 9
        /// F10 and M10.
        case ten = 10
        case twenty = 20

        package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// Such as `EXT CORE 3.01 (107900)`.
    package let software: String
    /// Such as `00080000`.
    package let hardware: String
    /// `nil` for hardware that is not known here.
    package let generation: Generation?
    /// In hundredths: protocol version 27.11 is 2,711.
    package let protocolVersion: UInt32?

    /// swVersion (30 characters), hwVersion (10), extensions (30 each), all padded with zeroes.
    package init?(_ payload: Span<UInt8>) {
        guard payload.count >= 40, (payload.count - 40) % 30 == 0 else { return nil }
        software = Self.text(payload, 0..<30)
        hardware = Self.text(payload, 30..<40)
        var version: UInt32?
        for start in stride(from: 40, to: payload.count, by: 30) {
            version = version ?? Self.protocolVersion(Self.text(payload, start..<start + 30))
        }
        protocolVersion = version
        generation =
            switch hardware {
            case "00040005": .five
            case "00040007": .six
            case "00070000": .seven
            case "00080000": .eight
            case "00190000": .nine
            case "000A0000": .ten
            default: version.flatMap(Self.generation)
            }
    }

    /// Printable ASCII up to the first zero; everything else becomes a dot.
    private static func text(_ payload: Span<UInt8>, _ range: Range<Int>) -> String {
        var bytes: [UInt8] = []
        for index in range {
            if payload[index] == 0 { break }
            bytes.append((0x20...0x7E).contains(payload[index]) ? payload[index] : UInt8(ascii: "."))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `PROTVER=18.00` of generation 8 and later, `PROTVER 14.00` before.
    private static func protocolVersion(_ text: String) -> UInt32? {
        guard text.hasPrefix("PROTVER"), text.utf8.count > 8 else { return nil }
        let parts = text.dropFirst(8).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let whole = UInt32(parts[0]), let fraction = UInt32(parts[1]), whole < 1_000,
            fraction < 100
        else { return nil }
        return whole * 100 + fraction
    }

    private static func generation(_ version: UInt32) -> Generation? {
        switch version {
        case 1_200..<1_400: .six
        case 1_400..<1_500: .seven
        case 1_500..<2_700: .eight
        case 2_700..<3_400: .nine
        case 3_400..<5_000: .ten
        case 5_000...: .twenty
        default: nil
        }
    }
}
