import FieldModel

/// A mask for opaque labels such as patient tags and badges.
///
/// `#` is a digit, `@` a capital letter, `?` either; `*` at the end is a rest of capitals, digits and `-`; every other
/// character is itself. Nothing longer than 40 bytes matches.
package struct TagPattern: Sendable, Hashable {
    private enum Element: Hashable {
        case digit
        case capital
        case either
        case literal(UInt8)
    }

    package let mask: String
    private let elements: [Element]
    private let hasRest: Bool

    /// Returns `nil` for a mask that is empty, too long, not printable ASCII, or has `*` before its end. A lone `*` would match
    /// everything and is refused too.
    package init?(_ mask: String) {
        let hasRest = mask.hasSuffix("*")
        let body = hasRest ? mask.dropLast() : mask[...]
        guard (1...Token.maximumBytes).contains(body.utf8.count),
            body.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "*") })
        else { return nil }
        self.mask = mask
        self.hasRest = hasRest
        elements = body.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "#"): .digit
            case UInt8(ascii: "@"): .capital
            case UInt8(ascii: "?"): .either
            default: .literal(byte)
            }
        }
    }

    package func matches(_ bytes: some Collection<UInt8>) -> Bool {
        guard bytes.count <= Token.maximumBytes,
            hasRest ? bytes.count >= elements.count : bytes.count == elements.count,
            zip(elements, bytes).allSatisfy({ Self.accepts($0, $1) })
        else { return false }
        return bytes.dropFirst(elements.count).allSatisfy {
            Self.accepts(.either, $0) || $0 == UInt8(ascii: "-")
        }
    }

    private static func accepts(_ element: Element, _ byte: UInt8) -> Bool {
        switch element {
        case .digit: (0x30...0x39).contains(byte)
        case .capital: (0x41...0x5A).contains(byte)
        case .either: (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        case .literal(let literal): byte == literal
        }
    }
}
