/// The characters of one HIBC symbol, proven by their check character and copied to a text that was empty.
///
/// Asterisks around them, which are the start and stop characters of Code 39, are left out. Pairs that a full-ASCII reader folded are
/// unfolded where that makes the check character right.
struct HIBCPayload {
    /// A symbol with primary, secondary and all supplemental data has about 120 characters.
    static let maximumBytes = 256

    /// Offset of the flag character `+` in the raw input.
    private let first: Int
    /// A bit for each character that is the second of an unfolded pair.
    private var unfolded = InlineArray<4, UInt64>(repeating: 0)

    init(_ bytes: Span<UInt8>, from start: Int, into text: inout BarcodeText) throws(BarcodeError) {
        var range = max(start, 0)..<max(start, 0, bytes.count)
        if let byte = range.first, bytes[byte] == UInt8(ascii: "*") { range = range.dropFirst() }
        if let byte = range.last, bytes[byte] == UInt8(ascii: "*") { range = range.dropLast() }
        first = range.lowerBound
        guard range.count <= Self.maximumBytes else {
            throw BarcodeError(.tooLong, position: range.lowerBound + Self.maximumBytes)
        }
        var fault: Int?
        for index in range {
            let byte = bytes[index]
            if Modulo43.value(byte) != nil {
                guard text.append(byte) else { throw BarcodeError(.tooLong, position: index) }
                continue
            }
            if fault == nil { fault = index }
            guard let pair = Code39FullASCII.pair(byte) else {
                throw BarcodeError(.hibcCharset, position: index)
            }
            guard text.append(pair.shift), text.append(pair.letter), text.count <= Self.maximumBytes else {
                throw BarcodeError(.tooLong, position: index)
            }
            let second = text.count - 1
            unfolded[second / 64] |= 1 << UInt64(second % 64)
        }
        try check(text, fault)
    }

    /// `fault` is the offset of the first character that had to be unfolded.
    private func check(_ text: borrowing BarcodeText, _ fault: Int?) throws(BarcodeError) {
        guard text.count > 0, text[0] == UInt8(ascii: "+") else {
            throw BarcodeError(text.count == 0 ? .hibcShort : .hibcCharset, position: fault ?? first)
        }
        guard text.count >= Self.minimumCount(text) else {
            throw BarcodeError(.hibcShort, position: position(text.count))
        }
        let last = text.count - 1
        guard Modulo43.check(text, 0..<last) == Modulo43.value(text[last]) else {
            if let fault { throw BarcodeError(.hibcCharset, position: fault) }
            throw BarcodeError(.hibcCheck, position: first + last)
        }
    }

    /// `+`, LIC, one character of PCN, unit of measure and check; or `+`, five digits, link and check; or `+$`, link and check.
    private static func minimumCount(_ text: borrowing BarcodeText) -> Int {
        guard text.count >= 2 else { return 4 }
        return text[1] == UInt8(ascii: "$") ? 4 : 8
    }

    /// The offset in the raw input of a character of the text.
    func position(_ index: Int) -> Int {
        var pairs = 0
        for word in 0..<4 {
            let bits = min(max(index + 1 - word * 64, 0), 64)
            let mask = bits == 64 ? UInt64.max : (1 << UInt64(bits)) - 1
            pairs += (unfolded[word] & mask).nonzeroBitCount
        }
        return first + index - pairs
    }
}
