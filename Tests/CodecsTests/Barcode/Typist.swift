import Testing

@testable import Codecs

/// Types as a scanner does: one key down, one key up, modifiers around it.
struct Typist {
    struct Press: Hashable {
        var key: UInt16
        var modifiers: [UInt16] = []
    }

    var decoder: KeyDecoder

    init(_ map: KeyMap = .american) { decoder = KeyDecoder(map: map) }

    /// Presses and releases one key with its modifiers; returns the scans that ended.
    @discardableResult
    mutating func press(_ key: UInt16, with modifiers: [UInt16] = []) -> [KeyedScan] {
        let down = (modifiers + [key]).map { ($0, Int32(1)) }
        let up = ([key] + modifiers.reversed()).map { ($0, Int32(0)) }
        return (down + up).compactMap { decoder.take(key: $0.0, value: $0.1) }
    }

    /// Types printable ASCII by the layout's own keys.
    @discardableResult
    mutating func type(_ text: String) -> [KeyedScan] {
        text.unicodeScalars.flatMap { scalar -> [KeyedScan] in
            guard let press = press(for: scalar) else { return [] }
            var scans = self.press(press.key, with: press.modifiers)
            if decoder.map.isDead(scalar) { scans += self.press(57) }
            return scans
        }
    }

    func press(for scalar: Unicode.Scalar) -> Press? {
        if scalar == "\r" { return Press(key: 28) }
        let modifiers: [KeyMap.Level: [UInt16]] = [.plain: [], .shift: [42], .third: [100]]
        for level in KeyMap.Level.allCases {
            for key: UInt16 in 2...86
            where KeyMap.keypadDigit(key) == nil && key != 55 && key != 74 && key != 78 {
                if decoder.map.character(key, level) == scalar {
                    return Press(key: key, modifiers: modifiers[level] ?? [])
                }
            }
        }
        return nil
    }

    /// What was typed so far, ended with Enter.
    mutating func ended() -> String? { press(28).first.map { String(decoding: $0.bytes, as: UTF8.self) } }
}
