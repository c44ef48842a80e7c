extension KeyboardLayout {
    /// What the scanner meant, by this layout; `nil` when it cannot have typed such a text or nothing changes.
    ///
    /// Nothing proves the result yet: it counts only when a check digit or a grammar holds afterwards.
    package func repaired(_ text: ScanText) -> ScanText? {
        var result = ScanText()
        var hasChanged = false
        var index = 0
        while index < text.count {
            guard let (scalar, length) = text.scalar(at: index) else { return nil }
            let origin = text.origin(of: index)
            let isDirect = index > 0 && meant(scalar) != nil
            if !isDirect, let (dead, base) = decomposed(scalar) {
                guard let first = ascii(dead), let second = ascii(base), result.append(first, from: origin),
                    result.append(second, from: origin)
                else { return nil }
                hasChanged = true
            } else {
                guard let byte = ascii(scalar), result.append(byte, from: origin) else { return nil }
                hasChanged = hasChanged || UInt32(byte) != scalar.value
            }
            index += length
        }
        return hasChanged ? result : nil
    }

    private func ascii(_ seen: Unicode.Scalar) -> UInt8? {
        guard let meant = meant(seen), meant.isASCII else { return nil }
        return UInt8(truncatingIfNeeded: meant.value)
    }
}

extension ScanText {
    /// The UTF-8 character at an index and its length in bytes; `nil` where the bytes are none.
    func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        guard index >= 0, index < count else { return nil }
        let lead = self[index]
        if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
        let length: Int
        var value: UInt32
        switch lead {
        case 0xC2...0xDF: (length, value) = (2, UInt32(lead & 0x1F))
        case 0xE0...0xEF: (length, value) = (3, UInt32(lead & 0x0F))
        case 0xF0...0xF4: (length, value) = (4, UInt32(lead & 0x07))
        default: return nil
        }
        guard index + length <= count else { return nil }
        for offset in 1..<length {
            guard self[index + offset] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(self[index + offset] & 0x3F)
        }
        let shortest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x1_0000
        guard value >= shortest, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }
}
