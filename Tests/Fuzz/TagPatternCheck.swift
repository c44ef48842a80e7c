import Codecs

/// A mask, LF, and what is held against it. A second matcher, mark by mark, says the same.
enum TagPatternCheck {
    static func run(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let mask = String(validating: parts[0], as: UTF8.self) else { return }
        guard let pattern = TagPattern(mask) else { return }
        require(pattern.mask == mask, "mask")
        require(pattern.matches(parts[1]) == matches(mask, parts[1]), "\(mask) and \(Array(parts[1]))")
    }

    private static func matches(_ mask: String, _ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count <= 40 else { return false }
        var rest = bytes
        for mark in mask {
            if mark == "*" {
                let allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-".utf8
                return rest.allSatisfy(allowed.contains)
            }
            guard let byte = rest.popFirst() else { return false }
            let character = Character(Unicode.Scalar(byte))
            let isDigit = "0123456789".contains(character)
            let isCapital = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".contains(character)
            let fits =
                switch mark {
                case "#": isDigit
                case "@": isCapital
                case "?": isDigit || isCapital
                default: mark == character
                }
            guard fits else { return false }
        }
        return rest.isEmpty
    }
}
