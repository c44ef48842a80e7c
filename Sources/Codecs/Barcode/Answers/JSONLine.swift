/// Writes one JSON object a line (RFC 8259) straight into bytes.
///
/// Labels hold ASCII; any other byte is written as the character of that number, so that a line is JSON whatever was scanned.
struct JSONLine {
    private(set) var bytes: [UInt8] = []
    /// Whether an answer tells more than was asked of it first: `members(of:)` of a report.
    let hasDetails: Bool
    private var needsComma = false

    init(hasDetails: Bool = false) { self.hasDetails = hasDetails }

    mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    mutating func begin(_ bracket: Unicode.Scalar = "{") {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    mutating func end(_ bracket: Unicode.Scalar = "}") {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    mutating func endLine() {
        bytes.append(0x0A)
        needsComma = false
    }

    mutating func key(_ name: StaticString) {
        string(name)
        colon()
    }

    /// Makes a key of the string before it.
    mutating func colon() {
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func value(_ flag: Bool) {
        separate()
        append(flag ? "true" : "false")
        needsComma = true
    }

    mutating func value(_ number: Int) {
        separate()
        digits(number)
        needsComma = true
    }

    mutating func string(_ text: StaticString) {
        quoted { $0.append(text) }
    }

    mutating func string(_ text: String) {
        quoted { line in
            for byte in text.utf8 { line.escape(byte) }
        }
    }

    mutating func string(_ text: ScanText) {
        quoted { line in
            for index in 0..<text.count { line.escape(text[index]) }
        }
    }

    mutating func string(_ slice: BarcodeSlice, of text: borrowing BarcodeText) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for index in slice.range { escape(text[index]) }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// A number with leading zeros, as a string.
    mutating func string(_ number: Int, width: Int) {
        quoted { $0.digits(number, width: width) }
    }

    private mutating func quoted(_ body: (inout JSONLine) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        body(&self)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func digits(_ number: Int, width: Int = 1) {
        var divisor = 1
        var places = 1
        while number / divisor >= 10 || places < width {
            divisor *= 10
            places += 1
        }
        while divisor > 0 {
            bytes.append(UInt8(truncatingIfNeeded: 0x30 + number / divisor % 10))
            divisor /= 10
        }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20, 0x7F...:
            append("\\u00")
            bytes.append(Self.hex(byte >> 4))
            bytes.append(Self.hex(byte & 0x0F))
        default:
            bytes.append(byte)
        }
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }
}
