/// The kind of symbol that was scanned, as the scanner says in front of the data.
///
/// Source: ISO/IEC 15424, AIM symbology identifiers: `]`, a code letter, a modifier.
package struct Symbology: Sendable, Equatable {
    package static let prefixBytes = 3

    package let code: UInt8
    package let modifier: UInt8

    /// Returns `nil` when the data does not begin with an identifier.
    package init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= Self.prefixBytes, bytes[0] == UInt8(ascii: "]") else { return nil }
        guard (0x41...0x5A).contains(bytes[1]) || (0x61...0x7A).contains(bytes[1]),
            (0x30...0x39).contains(bytes[2]) || (0x41...0x5A).contains(bytes[2])
                || (0x61...0x7A).contains(bytes[2])
        else { return nil }
        code = bytes[1]
        modifier = bytes[2]
    }

    /// Whether the symbol holds GS1 element strings: GS1-128, DataBar, GS1 DataMatrix, GS1 QR, GS1 DotCode.
    package var isGS1: Bool {
        switch (code, modifier) {
        case (UInt8(ascii: "C"), UInt8(ascii: "1")), (UInt8(ascii: "d"), UInt8(ascii: "2")),
            (UInt8(ascii: "Q"), UInt8(ascii: "3")), (UInt8(ascii: "e"), UInt8(ascii: "0")),
            (UInt8(ascii: "J"), UInt8(ascii: "1")):
            true
        default:
            false
        }
    }

    /// Whether it is an EAN or UPC symbol, whose digits are an item number and never a person's.
    package var isRetail: Bool { code == UInt8(ascii: "E") }
}
