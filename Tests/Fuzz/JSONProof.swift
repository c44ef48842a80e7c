/// Proves that bytes are lines of JSON (RFC 8259), with a grammar of its own: what our writers write is held against it.
struct JSONProof {
    private let bytes: [UInt8]
    private var index = 0

    /// Whether each line is one object and the last is ended.
    static func holds(_ lines: [UInt8]) -> Bool {
        guard lines.last ?? 0x0A == 0x0A, String(validating: lines, as: UTF8.self) != nil else {
            return false
        }
        return lines.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().allSatisfy { line in
            var proof = JSONProof(bytes: Array(line))
            return line.first == UInt8(ascii: "{") && proof.value(depth: 0) && proof.index == line.count
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: mark) else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        guard depth < 16 else { return false }
        switch next {
        case UInt8(ascii: "{"):
            return members("}") { $0.string() && $0.take(":") && $0.value(depth: depth + 1) }
        case UInt8(ascii: "["): return members("]") { $0.value(depth: depth + 1) }
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return number()
        }
    }

    private mutating func members(_ end: Unicode.Scalar, _ member: (inout JSONProof) -> Bool) -> Bool {
        index += 1
        if take(end) { return true }
        repeat { guard member(&self) else { return false } } while take(",")
        return take(end)
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { return false }
            index += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            guard let escaped = next else { return false }
            index += 1
            if escaped == UInt8(ascii: "u") {
                for _ in 0..<4 {
                    guard let digit = next, Character(Unicode.Scalar(digit)).isHexDigit else { return false }
                    index += 1
                }
            } else if !"\"\\/bfnrt".utf8.contains(escaped) {
                return false
            }
        }
        return take("\"")
    }

    private mutating func word(_ word: String) -> Bool {
        guard bytes[index...].starts(with: word.utf8) else { return false }
        index += word.utf8.count
        return true
    }

    private mutating func number() -> Bool {
        _ = take("-")
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[index - whole] != UInt8(ascii: "0") else { return false }
        guard take(".") else { return true }
        return digits() > 0
    }

    private mutating func digits() -> Int {
        let start = index
        while let byte = next, (0x30...0x39).contains(byte) { index += 1 }
        return index - start
    }
}
