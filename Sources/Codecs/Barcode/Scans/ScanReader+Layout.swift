/// Scans that a keyboard of another layout typed.
extension ScanReader {
    /// Reads the text as each layout would have meant it; returns whether one is proven, or names a person.
    ///
    /// A `]` in front came through as it was sent, so the layouts agree. An element string without an AIM id proves nothing by itself,
    /// because its values take almost any character; with a letter that no label has, and a key whose check digit is right, it does.
    func retype(_ text: ScanText, into report: inout ScanReport) -> Bool {
        guard text.withBytes({ Symbology($0) }) == nil else { return false }
        var typed = ScanReport()
        var proven: ScanReport?
        for layout in KeyboardLayout.allCases {
            guard let meant = layout.repaired(text) else { continue }
            let isRead = accept(meant, &typed)
            if typed.isPersonal {
                report = typed
                return true
            }
            let isProof = typed.reading.system != .gs1 || meant.isMarked || text.isForeign && typed.hasKey
            guard isRead, isProof else { continue }
            typed.layout = layout
            // Swedish and German keyboards differ in Y and Z, and not every symbol has a check digit.
            if let proven, !proven.text.isEqual(to: typed.text) { return false }
            proven = proven ?? typed
        }
        guard let proven else { return false }
        report = proven
        return true
    }
}

extension ScanText {
    fileprivate func isEqual(to other: ScanText) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }

    /// Whether its beginning says what it is: an AIM id, an address, the parenthesis of printed text.
    fileprivate var isMarked: Bool {
        withBytes { Symbology($0) } != nil || has("https://", at: 0) || has("http://", at: 0)
            || has("(", at: 0)
    }

    /// Whether it holds a character beyond ASCII.
    fileprivate var isForeign: Bool {
        for index in 0..<count where self[index] >= 0x80 { return true }
        return false
    }
}

extension ScanReport {
    /// Whether a key was read, which has a check digit.
    fileprivate var hasKey: Bool {
        reading.meaning.item != nil || reading.meaning.logisticUnit != nil || reading.meaning.location != nil
    }
}
