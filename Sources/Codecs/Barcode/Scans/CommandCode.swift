package import FieldModel

/// The codes of a printed command sheet: `BK:` and a word.
package enum CommandCode {
    package static let prefix = "BK:"
    package static let maximumQuantity: UInt32 = 99_999

    /// The words and their meaning; `QTY:n` comes beside them, n in 1...99,999.
    package static let words: [(word: String, command: ScanCommand)] = [
        ("EMBARK", .patient(.embark)),
        ("DISEMBARK", .patient(.disembark)),
        ("ARRIVE", .patient(.arrive)),
        ("DEPART", .patient(.depart)),
        ("T1", .triage(.immediate)),
        ("T2", .triage(.delayed)),
        ("T3", .triage(.minimal)),
        ("T4", .triage(.expectant)),
        ("DEAD", .triage(.dead)),
        ("LITTER", .mobility(.litter)),
        ("SITTING", .mobility(.sitting)),
        ("WALKING", .mobility(.walking)),
        ("ICU", .mobility(.icu)),
        ("RECEIVE", .receive),
        ("ISSUE", .issue),
        ("DONE", .done),
    ]

    /// Reads a whole code; `nil` when it is none.
    package static func command(_ text: String) -> ScanCommand? {
        guard text.hasPrefix(prefix) else { return nil }
        let word = text.dropFirst(prefix.count)
        if word.hasPrefix("QTY:") {
            let digits = word.dropFirst(4)
            guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let quantity = UInt32(digits), quantity > 0
            else { return nil }
            return .quantity(quantity)
        }
        return words.first { $0.word == word }?.command
    }
}
