/// The keys that do something else than print, by their codes in Linux's `input-event-codes.h`.
enum Key {
    static let escape: UInt16 = 1
    static let backspace: UInt16 = 14
    static let tab: UInt16 = 15
    static let enter: UInt16 = 28
    static let leftControl: UInt16 = 29
    static let leftShift: UInt16 = 42
    static let rightShift: UInt16 = 54
    static let leftAlt: UInt16 = 56
    static let space: UInt16 = 57
    static let capsLock: UInt16 = 58
    static let numLock: UInt16 = 69
    static let scrollLock: UInt16 = 70
    static let keypadDecimal: UInt16 = 83
    static let keypadEnter: UInt16 = 96
    static let rightControl: UInt16 = 97
    static let rightAlt: UInt16 = 100
    static let leftMeta: UInt16 = 125
    static let rightMeta: UInt16 = 126

    /// What a terminal sends for a function or cursor key (ECMA-48, as xterm does), which the reader of scans knows as a spelling of
    /// a control character.
    static func sequence(_ key: UInt16) -> StaticString? {
        switch key {
        case 59: "\u{1B}OP"
        case 60: "\u{1B}OQ"
        case 61: "\u{1B}OR"
        case 62: "\u{1B}OS"
        case 63: "\u{1B}[15~"
        case 64: "\u{1B}[17~"
        case 65: "\u{1B}[18~"
        case 66: "\u{1B}[19~"
        case 67: "\u{1B}[20~"
        case 68: "\u{1B}[21~"
        case 87: "\u{1B}[23~"
        case 88: "\u{1B}[24~"
        case 102: "\u{1B}[H"
        case 103: "\u{1B}[A"
        case 104: "\u{1B}[5~"
        case 105: "\u{1B}[D"
        case 106: "\u{1B}[C"
        case 107: "\u{1B}[F"
        case 108: "\u{1B}[B"
        case 109: "\u{1B}[6~"
        case 110: "\u{1B}[2~"
        case 111: "\u{1B}[3~"
        default: nil
        }
    }
}
