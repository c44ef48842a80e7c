import FieldModel

/// Reads PPN codes: the Data Matrix of German medicines and of IFA medical devices.
///
/// Source: IFA Coding System, PPN-Code specification for retail packaging; ISO/IEC 15434 (format 06 envelope); ANS MH10.8.2 (data
/// identifiers). `[)>` RS `06` GS stands in front and RS EOT behind; a reader that expands no macros sends only what lies between.
/// GS separates the elements, whose order is free:
///
/// | identifier | element |
/// |---|---|
/// | `9N` | PPN: agency code of 2, product number of 1...18, check digits; for agency 11 a PZN8 |
/// | `1T` | batch, up to 20 |
/// | `S` | serial number, up to 20 |
/// | `D` | expiry `YYMMDD`, day 00 for a month |
/// | `16D` | manufacture `YYYYMMDD` |
/// | `8P` | GTIN |
/// | `Q` | quantity |
///
/// Others are kept with their identifier. Dates are in `reading.text` as ISO 8601, `2027-09` or `2027-09-30`; a GTIN has 14 digits there.
package struct PPNReader: Sendable {
    package static let maximumBytes = 256
    package static let separator: UInt8 = 0x1D
    static let recordSeparator: UInt8 = 0x1E
    static let endOfTransmission: UInt8 = 0x04

    /// The year around which two-digit years are read: at most 50 years ahead, 49 back.
    package var currentYear: Int

    package init(currentYear: Int) { self.currentYear = currentYear }

    /// Whether the bytes from an offset on begin with the envelope or with `9N`, the one element that is never missing.
    package static func claims(_ bytes: Span<UInt8>, from first: Int = 0) -> Bool {
        guard first >= 0 else { return false }
        return begins(bytes, first, with: "[)>\u{1E}06\u{1D}") || begins(bytes, first, with: "9N")
    }

    /// Reads one code from an offset on: 3 after an AIM id, 0 without. What was in `reading` is replaced.
    ///
    /// After an error the elements in front of it are there.
    package func read(
        _ bytes: Span<UInt8>,
        from first: Int = 0,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        reading = BarcodeReading(system: .ppn, symbology: reading.symbology)
        let range = Self.payload(bytes, from: max(first, 0))
        guard range.count <= Self.maximumBytes else {
            throw BarcodeError(.tooLong, position: range.lowerBound + Self.maximumBytes)
        }
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            while end < range.upperBound, bytes[end] != Self.separator { end += 1 }
            if end > start { try readElement(bytes, start..<end, &reading) }
            start = end + 1
        }
        guard reading.meaning.item != nil else {
            throw BarcodeError(.missingRequired, .ppn, position: range.lowerBound)
        }
    }

    /// What lies within the envelope.
    private static func payload(_ bytes: Span<UInt8>, from first: Int) -> Range<Int> {
        var start = min(first, bytes.count)
        var end = bytes.count
        if begins(bytes, start, with: "[)>\u{1E}06") { start += 6 }
        if end > start, bytes[end - 1] == endOfTransmission { end -= 1 }
        if end > start, bytes[end - 1] == recordSeparator { end -= 1 }
        return start..<end
    }

    private static func begins(_ bytes: Span<UInt8>, _ first: Int, with head: StaticString) -> Bool {
        guard bytes.count - first >= head.utf8CodeUnitCount else { return false }
        for offset in 0..<head.utf8CodeUnitCount
        where bytes[first + offset] != head.withUTF8Buffer({ $0[offset] }) { return false }
        return true
    }
}
