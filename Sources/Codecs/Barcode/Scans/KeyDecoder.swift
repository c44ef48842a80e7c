import FieldModel

/// Puts the key presses of one keyboard-mode scanner together to scans.
///
/// A scan ends with Enter, keypad Enter or TAB, with the control characters CR, LF, TAB and ETX however they are typed, or with a
/// pause between keys. Once a scanner was seen to send a suffix, what a pause ends is a scan that lost its rest, and is refused.
package struct KeyDecoder: Sendable {
    /// Longer scans are refused.
    package static let capacity = ScanText.capacity

    package let map: KeyMap
    /// The keys that are down, as far as was told.
    package private(set) var held = KeySet()
    package private(set) var isCapsLocked = false
    /// Whether a scan of this scanner has ended with a suffix.
    package private(set) var hasSuffix = false

    private var text: [UInt8] = []
    private var refusal: ScanRefusal?
    /// An accent that waits for the key after it.
    private var dead: Unicode.Scalar?
    private var code = AltCode()

    package init(map: KeyMap) {
        self.map = map
        text.reserveCapacity(Self.capacity)
    }

    /// Whether something was typed that has not ended yet.
    package var isTyping: Bool { !text.isEmpty || refusal != nil || dead != nil || !code.isEmpty }

    /// Takes one key event: 0 is up, 1 is down; everything else is a repetition or nothing, and says nothing.
    package mutating func take(key: UInt16, value: Int32) -> KeyedScan? {
        guard key < 256 else { return nil }
        switch value {
        case 0: return release(key)
        case 1: return press(key)
        default: return nil
        }
    }

    /// Ends what nothing was added to for the length of a pause.
    package mutating func pause() -> KeyedScan? {
        guard isTyping else { return nil }
        if hasSuffix { refusal = refusal ?? .incomplete }
        return end()
    }

    /// Events were lost: what is being typed can no longer be taken for the whole.
    package mutating func lose() { refusal = refusal ?? .incomplete }

    /// Takes over which keys are down, after events were lost or at the start.
    package mutating func hold(_ keys: KeySet) {
        held = keys
        code = AltCode()
    }

    private mutating func release(_ key: UInt16) -> KeyedScan? {
        held[key] = false
        guard key == Key.leftAlt || key == Key.rightAlt, !isAlt, !code.isEmpty else { return nil }
        defer { code = AltCode() }
        guard let scalar = code.scalar else {
            refusal = refusal ?? .malformed
            return nil
        }
        return type(scalar)
    }

    private mutating func press(_ key: UInt16) -> KeyedScan? {
        held[key] = true
        switch key {
        case Key.leftShift, Key.rightShift, Key.leftControl, Key.rightControl, Key.leftAlt, Key.rightAlt,
            Key.leftMeta, Key.rightMeta, Key.numLock, Key.scrollLock:
            return nil
        case Key.capsLock:
            isCapsLocked.toggle()
            return nil
        case Key.enter, Key.keypadEnter: return type("\r")
        case Key.tab: return type("\t")
        case Key.escape: return type("\u{1B}")
        case Key.backspace: return type("\u{8}")
        default: break
        }
        if let sequence = Key.sequence(key) {
            sequence.withUTF8Buffer { append($0) }
            return nil
        }
        return print(key)
    }

    /// A key that prints, with what is held beside it.
    private mutating func print(_ key: UInt16) -> KeyedScan? {
        let isControl = held.hasEither(Key.leftControl, Key.rightControl)
        let isThird = map.hasThirdLevel && (held[Key.rightAlt] || isControl && held[Key.leftAlt])
        if isAlt, let digit = KeyMap.keypadDigit(key) ?? (isThird ? nil : Self.digit(key)) {
            code.append(digit)
            return nil
        }
        let scalar: Unicode.Scalar?
        if isThird {
            scalar = map.character(key, .third)
        } else if isAlt {
            scalar = nil
        } else if isControl {
            scalar = control(key)
        } else {
            scalar = map.character(key, level(key))
        }
        guard let scalar else {
            refusal = refusal ?? .malformed
            return nil
        }
        return type(scalar)
    }

    private var isAlt: Bool { held.hasEither(Key.leftAlt, Key.rightAlt) }

    private func level(_ key: UInt16) -> KeyMap.Level {
        let isShift = held.hasEither(Key.leftShift, Key.rightShift)
        return isShift != (isCapsLocked && map.isLetter(key)) ? .shift : .plain
    }

    /// The control character of a key: of what it prints, else of what an American keyboard prints there, so that GS is Ctrl and the
    /// second key right of P on each of them.
    private func control(_ key: UInt16) -> Unicode.Scalar? {
        let isShift = held.hasEither(Key.leftShift, Key.rightShift)
        let level = isShift ? KeyMap.Level.shift : .plain
        return Self.control(of: map.character(key, level))
            ?? Self.control(of: KeyMap.american.character(key, level))
    }

    /// Source: ISO/IEC 646, whose control characters are the columns 4 and 5 less 64; the figures as on a Linux console.
    private static func control(of scalar: Unicode.Scalar?) -> Unicode.Scalar? {
        guard let scalar else { return nil }
        switch scalar {
        case "@"..."_", "a"..."z": return Unicode.Scalar(scalar.value & 0x1F)
        case "2": return Unicode.Scalar(0)
        case "3"..."7": return Unicode.Scalar(scalar.value - 0x33 + 0x1B)
        case "-", "/": return Unicode.Scalar(0x1F)
        default: return nil
        }
    }

    private static func digit(_ key: UInt16) -> UInt8? {
        (2...11).contains(key) ? UInt8(truncatingIfNeeded: (key - 1) % 10) : nil
    }

    private mutating func type(_ scalar: Unicode.Scalar) -> KeyedScan? {
        if let accent = dead {
            dead = nil
            append(accent)
            // The space bar or the same key again only sets the accent free.
            if scalar == " " || scalar == accent { return nil }
        }
        switch scalar {
        case "\r", "\n", "\t", "\u{3}":
            hasSuffix = true
            return end()
        default: break
        }
        if map.isDead(scalar), code.isEmpty {
            dead = scalar
        } else {
            append(scalar)
        }
        return nil
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if let bytes = UTF8.encode(scalar) { append(bytes) }
    }

    private mutating func append(_ bytes: some Collection<UInt8>) {
        guard text.count + bytes.count <= Self.capacity else {
            refusal = refusal ?? .tooLong
            return
        }
        text.append(contentsOf: bytes)
    }

    private mutating func end() -> KeyedScan? {
        if let dead { append(dead) }
        dead = nil
        code = AltCode()
        defer {
            text.removeAll(keepingCapacity: true)
            refusal = nil
        }
        if let refusal { return KeyedScan(bytes: [], refusal: refusal) }
        return text.isEmpty ? nil : KeyedScan(bytes: text)
    }
}
