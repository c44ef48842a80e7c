/// The ways in which terminals, wedges and drivers spell a control character that they do not pass on.
///
/// Only spellings that no label carries by chance stand here; a lone `|` needs a proof, see `ScanReader`.
enum SeparatorSpelling {
    /// Whether a byte can begin a spelling; most scans hold none of them.
    static func canBegin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x1B, UInt8(ascii: "{"), UInt8(ascii: "<"), UInt8(ascii: "["), UInt8(ascii: "^"),
            UInt8(ascii: "\\"), UInt8(ascii: "~"), 0xE2:
            true
        default: false
        }
    }

    /// The control character that is spelled at an index, and the length of its spelling in bytes.
    static func match(_ text: ScanText, at index: Int) -> (control: UInt8, length: Int)? {
        guard index < text.count, canBegin(text[index]) else { return nil }
        if text[index] == 0x1B { return escape(text, at: index) }
        for spelling in table where text.has(spelling.text, at: index) {
            return (spelling.control, spelling.text.utf8CodeUnitCount)
        }
        return nil
    }

    /// Alt+0, Alt+2, Alt+9 as a terminal passes them on, or one function or arrow key (ECMA-48 control sequences).
    private static func escape(_ text: ScanText, at index: Int) -> (control: UInt8, length: Int)? {
        if text.has("\u{1B}0\u{1B}2\u{1B}9", at: index) { return (0x1D, 6) }
        guard index + 2 < text.count else { return nil }
        if text[index + 1] == UInt8(ascii: "O"), (0x41...0x7E).contains(text[index + 2]) { return (0x1D, 3) }
        guard text[index + 1] == UInt8(ascii: "[") else { return nil }
        var end = index + 2
        while end < text.count, end < index + 8, (0x30...0x3F).contains(text[end]) { end += 1 }
        guard end < text.count, (0x40...0x7E).contains(text[end]) else { return nil }
        return (0x1D, end + 1 - index)
    }

    private struct Spelling {
        let text: StaticString
        let control: UInt8

        init(_ text: StaticString, _ control: UInt8) {
            self.text = text
            self.control = control
        }
    }

    private static let table = [
        Spelling("{GS}", 0x1D), Spelling("<GS>", 0x1D), Spelling("[GS]", 0x1D), Spelling("{FNC1}", 0x1D),
        Spelling("<FNC1>", 0x1D), Spelling("[FNC1]", 0x1D), Spelling("^]", 0x1D), Spelling("\\x1d", 0x1D),
        Spelling("\\u001d", 0x1D), Spelling("~d029", 0x1D), Spelling("<0x1d>", 0x1D),
        Spelling("{0x1d}", 0x1D),
        Spelling("\u{241D}", 0x1D), Spelling("\u{2194}", 0x1D), Spelling("{RS}", 0x1E),
        Spelling("<RS>", 0x1E), Spelling("[RS]", 0x1E), Spelling("^^", 0x1E), Spelling("\u{241E}", 0x1E),
        Spelling("{EOT}", 0x04), Spelling("<EOT>", 0x04), Spelling("[EOT]", 0x04), Spelling("^D", 0x04),
        Spelling("\u{2404}", 0x04),
    ]
}

extension ScanText {
    /// Whether these bytes stand at an index; ASCII letters in either case.
    func has(_ word: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + word.utf8CodeUnitCount <= count else { return false }
        return word.withUTF8Buffer { bytes in
            for offset in bytes.indices where Self.folded(self[index + offset]) != Self.folded(bytes[offset])
            {
                return false
            }
            return true
        }
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
