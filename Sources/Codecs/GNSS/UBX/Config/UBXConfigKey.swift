/// The id of a configuration item of generation 9 and later.
///
/// Bits 28–30 tell the size of its value, 16–23 its group, 0–11 the item. Source: F9 HPG 1.51 interface description,
/// UBXDOC-963802114-13124, "Configuration interface".
package struct UBXConfigKey: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Asks for every item of a receiver.
    package static let all = UBXConfigKey(rawValue: 0x0FFF_FFFF)

    /// Bytes of a value in a message, 1...8; `nil` for a size that is not defined. A single bit takes a byte.
    package var byteCount: Int? {
        switch rawValue >> 28 {
        case 1, 2: 1
        case 3: 2
        case 4: 4
        case 5: 8
        default: nil
        }
    }

    /// Whether the value is one bit.
    package var isBit: Bool { rawValue >> 28 == 1 }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// Such as `0x20110021`.
    package var description: String {
        let digits = String(rawValue, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    /// Reads what `description` writes.
    package init?(description text: String) {
        guard text.hasPrefix("0x"), (3...10).contains(text.utf8.count),
            let value = UInt32(text.dropFirst(2), radix: 16),
            text.utf8.dropFirst(2).first != UInt8(ascii: "+")
        else { return nil }
        self.init(rawValue: value)
    }
}
