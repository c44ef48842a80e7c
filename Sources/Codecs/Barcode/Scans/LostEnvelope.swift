/// Puts the separators back into a PPN symbol that a keyboard wedge robbed of all control characters.
///
/// Source: ISO/IEC 15434 format 06 and the IFA coding system: `[)>` RS `06` GS, then data identifiers with their values, GS between. `9N`
/// with 12 characters, `D` with 6 digits; `1T` and `S` are of any length.
enum LostEnvelope {
    static func restored(_ text: ScanText) -> ScanText? {
        guard !text.contains(0x1D), !text.contains(0x1E) else { return nil }
        let aim = text.count > 3 && text[0] == UInt8(ascii: "]") ? 3 : 0
        var start = aim
        if text.has("[)>", at: start) { start += 3 }
        if text.has("069N", at: start) { start += 2 }
        guard text.has("9N", at: start), start + 14 <= text.count else { return nil }
        var result = ScanText()
        for index in 0..<aim {
            guard result.append(text[index], from: text.origin(of: index)) else { return nil }
        }
        var next = start
        while next < text.count {
            let begin = next
            let end = begin == start ? start + 14 : end(of: text, from: begin)
            guard let end else { return nil }
            if begin > start, !result.append(0x1D, from: text.origin(of: begin)) { return nil }
            for index in begin..<end {
                guard result.append(text[index], from: text.origin(of: index)) else { return nil }
            }
            next = end
        }
        return result
    }

    /// Where the element ends that begins here; `nil` when none does.
    private static func end(of text: ScanText, from start: Int) -> Int? {
        if isDay(text, at: start) { return start + 7 }
        let free = text.has("1T", at: start) ? 2 : text.has("S", at: start) ? 1 : 0
        guard free > 0, start + free < text.count else { return nil }
        for index in start + free + 1..<max(text.count, start + free + 1) where isDay(text, at: index) {
            let behind = index + 7
            if behind == text.count || text.has("S", at: behind) || text.has("1T", at: behind) {
                return index
            }
        }
        return text.count
    }

    private static func isDay(_ text: ScanText, at index: Int) -> Bool {
        guard index + 7 <= text.count, text[index] == UInt8(ascii: "D") else { return false }
        for place in index + 1..<index + 7 where !(0x30...0x39).contains(text[place]) { return false }
        return true
    }
}
