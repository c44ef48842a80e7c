/// Takes away what a scanner puts around its data, and gives separators back that were spelled out on the way.
package struct ScanCleaner: Sendable, Equatable {
    /// Stripped once from the front, where a scanner is set to send one.
    package var prefixes: [[UInt8]]
    package var suffixes: [[UInt8]]
    /// What this scanner sends in place of GS; believed without a proof.
    package var separators: [[UInt8]]

    package init(prefixes: [[UInt8]] = [], suffixes: [[UInt8]] = [], separators: [[UInt8]] = []) {
        self.prefixes = prefixes
        self.suffixes = suffixes
        self.separators = separators
    }

    /// Without framing: STX, ETX, CR, LF, TAB, NUL and a byte order mark around the data, a GS before it.
    ///
    /// A space is data: it can be the check character of an HIBC symbol.
    package func range(of raw: Span<UInt8>, within whole: Range<Int>) -> Range<Int> {
        var range = whole.clamped(to: 0..<raw.count)
        range = range.lowerBound..<Self.trimmedEnd(raw, range)
        for suffix in suffixes where Self.ends(raw, range, with: suffix) {
            range = range.lowerBound..<range.upperBound - suffix.count
            break
        }
        range = Self.trimmedStart(raw, range)..<range.upperBound
        for prefix in prefixes where Self.begins(raw, range, with: prefix) {
            range = range.lowerBound + prefix.count..<range.upperBound
            break
        }
        let start = Self.trimmedStart(raw, range)
        return start..<max(start, Self.trimmedEnd(raw, start..<range.upperBound))
    }

    /// Copies the data; `nil` when it is too long.
    package func text(of raw: Span<UInt8>, in range: Range<Int>) -> ScanText? {
        var text = ScanText()
        var index = range.lowerBound
        while index < range.upperBound {
            if let separator = separators.first(where: {
                Self.begins(raw, index..<range.upperBound, with: $0)
            }) {
                guard text.append(Self.separator, from: index) else { return nil }
                index += separator.count
            } else {
                guard text.append(raw[index], from: index) else { return nil }
                index += 1
            }
        }
        return text
    }

    /// With spelled control characters put back; `nil` when there is none.
    package static func respelled(_ text: ScanText) -> ScanText? {
        var result = ScanText()
        var hasChanged = false
        var index = 0
        while index < text.count {
            if let (control, length) = SeparatorSpelling.match(text, at: index) {
                hasChanged = true
                // A GS in front of the AIM id says nothing.
                if result.count > 0 || control != separator {
                    guard result.append(control, from: text.origin(of: index)) else { return nil }
                }
                index += length
            } else {
                guard result.append(text[index], from: text.origin(of: index)) else { return nil }
                index += 1
            }
        }
        return hasChanged ? result : nil
    }

    /// With every `|` taken for a separator; `nil` when there is none.
    package static func unbarred(_ text: ScanText) -> ScanText? {
        var result = ScanText()
        var hasChanged = false
        for index in 0..<text.count {
            let isBar = text[index] == UInt8(ascii: "|")
            hasChanged = hasChanged || isBar
            guard result.append(isBar ? separator : text[index], from: text.origin(of: index)) else {
                return nil
            }
        }
        return hasChanged ? result : nil
    }

    static let separator: UInt8 = 0x1D

    /// Whether a byte ends a scan wherever it stands: no symbology of ours carries it.
    static func endsScan(_ byte: UInt8) -> Bool {
        byte == 0x0D || byte == 0x0A || byte == 0x09 || byte == 0x03 || byte == 0x02
    }

    private static func trimmedStart(_ raw: Span<UInt8>, _ range: Range<Int>) -> Int {
        var start = range.lowerBound
        if begins(raw, range, with: [0xEF, 0xBB, 0xBF]) { start += 3 }
        while start < range.upperBound, endsScan(raw[start]) || raw[start] == 0 || raw[start] == separator {
            start += 1
        }
        return start
    }

    private static func trimmedEnd(_ raw: Span<UInt8>, _ range: Range<Int>) -> Int {
        var end = range.upperBound
        while end > range.lowerBound, endsScan(raw[end - 1]) || raw[end - 1] == 0 { end -= 1 }
        return end
    }

    private static func begins(_ raw: Span<UInt8>, _ range: Range<Int>, with bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty, bytes.count <= range.count else { return false }
        for offset in bytes.indices where raw[range.lowerBound + offset] != bytes[offset] { return false }
        return true
    }

    private static func ends(_ raw: Span<UInt8>, _ range: Range<Int>, with bytes: [UInt8]) -> Bool {
        guard bytes.count <= range.count else { return false }
        return begins(raw, range.upperBound - bytes.count..<range.upperBound, with: bytes)
    }
}
