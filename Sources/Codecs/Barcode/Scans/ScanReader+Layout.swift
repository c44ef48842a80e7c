/// Scans that a keyboard of another layout typed.
extension ScanReader {
    /// Reads the text as each layout would have meant it; returns whether one is proven, or names a person.
    ///
    /// A `]` in front came through as it was sent, so the layouts agree. Element strings without an AIM id prove nothing: their
    /// values take almost any character.
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
            guard isRead, typed.reading.system != .gs1 || typed.reading.symbology != nil || meant.isAddress
            else {
                continue
            }
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
    func isEqual(to other: ScanText) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }

    var isAddress: Bool { has("https://", at: 0) || has("http://", at: 0) }
}
