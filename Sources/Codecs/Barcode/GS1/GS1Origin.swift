/// Where a value lies in the input, and how it was written there.
struct GS1Origin {
    enum Escape {
        case none
        /// `\(` for a parenthesis.
        case backslash
        /// `%2F` for a byte, as in the path of a URI.
        case percent
        /// The same, and `+` for a space, as in its query.
        case form
    }

    let range: Range<Int>
    let escape: Escape

    /// Appends the value without its escapes; returns where it lies, or `nil` when there was no room.
    @inline(__always)
    func copy(_ bytes: Span<UInt8>, into text: inout BarcodeText) -> BarcodeSlice? {
        escape == .none ? text.append(bytes, range) : decode(bytes, into: &text)
    }

    private func decode(_ bytes: Span<UInt8>, into text: inout BarcodeText) -> BarcodeSlice? {
        let start = text.count
        var index = range.lowerBound
        while index < range.upperBound, !isEscape(bytes[index]) { index += 1 }
        guard text.append(bytes, range.lowerBound..<index) != nil else { return nil }
        while index < range.upperBound {
            let (byte, width) = unit(bytes, index)
            guard text.append(byte) else { return nil }
            index += width
        }
        return BarcodeSlice(start: start, count: text.count - start)
    }

    /// The place in the input of a byte of the value.
    func position(of offset: Int, _ bytes: Span<UInt8>) -> Int {
        var index = range.lowerBound
        for _ in 0..<offset where index < range.upperBound { index += unit(bytes, index).width }
        return index
    }

    private func isEscape(_ byte: UInt8) -> Bool {
        switch escape {
        case .none: false
        case .backslash: byte == UInt8(ascii: "\\")
        case .percent: byte == UInt8(ascii: "%")
        case .form: byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+")
        }
    }

    private func unit(_ bytes: Span<UInt8>, _ index: Int) -> (byte: UInt8, width: Int) {
        let byte = bytes[index]
        switch escape {
        case .none: break
        case .backslash:
            guard byte == UInt8(ascii: "\\"), index + 1 < range.upperBound,
                bytes[index + 1] == UInt8(ascii: "(")
            else { break }
            return (bytes[index + 1], 2)
        case .percent, .form:
            if escape == .form, byte == UInt8(ascii: "+") { return (0x20, 1) }
            guard byte == UInt8(ascii: "%"), index + 2 < range.upperBound,
                let high = HexDigit.value(bytes[index + 1]), let low = HexDigit.value(bytes[index + 2])
            else { break }
            return (high << 4 | low, 3)
        }
        return (byte, 1)
    }
}
