/// Writes numbers as JSON text without allocating, but for the growth of the line.
package enum DecimalText {
    /// At most so many digits after the point, without zeros at the end. A value that has no such text, such as an
    /// infinity or more than 15 digits, is `null`.
    package static func append(_ value: Double, decimals: Int, to text: inout [UInt8]) {
        var scale = 1.0
        for _ in 0..<max(0, decimals) { scale *= 10 }
        let scaled = (value * scale).rounded()
        guard scaled.isFinite, abs(scaled) < 9e15, scale <= 1e15 else {
            text.append(contentsOf: "null".utf8)
            return
        }
        let units = UInt64(abs(scaled))
        if scaled < 0 { text.append(UInt8(ascii: "-")) }
        let divisor = UInt64(scale)
        append(units / divisor, to: &text)
        var rest = units % divisor
        guard rest > 0 else { return }
        text.append(UInt8(ascii: "."))
        var unit = divisor / 10
        while rest > 0, unit > 0 {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / unit))
            rest %= unit
            unit /= 10
        }
    }

    package static func append(_ value: UInt64, to text: inout [UInt8]) {
        var unit: UInt64 = 1
        while value / unit >= 10 { unit *= 10 }
        while unit > 0 {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / unit % 10))
            unit /= 10
        }
    }

    /// Exactly so many digits, the lowest of the value.
    package static func append(_ value: UInt32, digits: Int, to text: inout [UInt8]) {
        var unit: UInt32 = 1
        for _ in 1..<max(1, min(digits, 9)) { unit *= 10 }
        while unit > 0 {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / unit % 10))
            unit /= 10
        }
    }
}
