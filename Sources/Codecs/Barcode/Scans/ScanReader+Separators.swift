/// What a lost separator leaves behind.
extension ScanReader {
    /// Says how a GS1 reading would read if a separator were lost where one seems to be.
    func findLostSeparator(_ report: inout ScanReport) {
        guard let suspicion = report.reading.suspicion else { return }
        report.hasLostSeparator = true
        let start = Int(report.reading[suspicion.element].position)
        var candidate = BarcodeReading(system: .gs1)
        guard let text = report.text.inserting(ScanCleaner.separator, at: start + suspicion.count),
            (try? read(text, into: &candidate)) == true
        else { return }
        report.alternative = candidate
    }

    /// Reads a PPN whose envelope lost its control characters: its length and its check digits say where it ends, and the
    /// data identifiers behind it where they begin.
    func restoreSeparators(_ report: inout ScanReport) {
        guard report.reading.system == .ppn, let text = LostEnvelope.restored(report.text) else { return }
        var candidate = BarcodeReading(system: .ppn)
        guard (try? read(text, into: &candidate)) == true else { return }
        candidate.symbology = report.reading.symbology
        candidate.meaning.isSuspicious = true
        report.reading = candidate
        report.error = nil
        report.hasLostSeparator = true
    }
}

extension ScanText {
    func contains(_ byte: UInt8) -> Bool {
        for index in 0..<count where self[index] == byte { return true }
        return false
    }

    func inserting(_ byte: UInt8, at place: Int) -> ScanText? {
        var result = ScanText()
        for index in 0..<count {
            if index == place, !result.append(byte, from: origin(of: index)) { return nil }
            guard result.append(self[index], from: origin(of: index)) else { return nil }
        }
        return result
    }

    /// In capitals; `nil` when nothing changes or it is of both cases already.
    func uppercased() -> ScanText? {
        var result = ScanText()
        var hasChanged = false
        for index in 0..<count {
            if (0x41...0x5A).contains(self[index]) { return nil }
            let isSmall = (0x61...0x7A).contains(self[index])
            hasChanged = hasChanged || isSmall
            guard result.append(isSmall ? self[index] & 0xDF : self[index], from: origin(of: index)) else {
                return nil
            }
        }
        return hasChanged ? result : nil
    }
}
