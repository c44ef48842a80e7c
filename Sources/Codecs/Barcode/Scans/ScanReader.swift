/// Reads what a scanner sent: takes framing away, reads, and where that fails repairs what scanners, drivers and keyboards are
/// known to do. A repair counts only when everything reads afterwards, check digits included.
///
/// The order of the attempts:
///
/// 1. as it came;
/// 2. with control characters that were spelled out, `{GS}` or `^]`, put back;
/// 3. with `|` for GS, where it stands for no character of a label;
/// 4. as two or more scans that lost what stood between them;
/// 5. as typed by a keyboard of another layout;
/// 6. in capitals, for a Code 39 reader that sends small letters.
package struct ScanReader: Sendable {
    /// More scans in one are refused.
    package static let maximumScans = 8

    package var cleaner: ScanCleaner
    package var decoder: BarcodeDecoder

    package init(cleaner: ScanCleaner = ScanCleaner(), currentYear: Int) {
        self.cleaner = cleaner
        decoder = BarcodeDecoder(currentYear: currentYear)
    }

    package func read(_ raw: Span<UInt8>) -> ScanReport {
        var report = ScanReport()
        let range = cleaner.range(of: raw, within: 0..<raw.count)
        if let cut = Self.firstEnd(raw, range) {
            report = read(raw, range.lowerBound..<cut)
            var start = cut
            while start < range.upperBound, report.others.count < Self.maximumScans {
                let part = cleaner.range(of: raw, within: start..<range.upperBound)
                let end = Self.firstEnd(raw, part) ?? part.upperBound
                let other = read(raw, part.lowerBound..<end)
                if report.error == nil { report.error = other.error }
                report.others.append(other)
                start = end
            }
            return report
        }
        return read(raw, range)
    }

    private func read(_ raw: Span<UInt8>, _ range: Range<Int>) -> ScanReport {
        var report = ScanReport()
        guard let text = cleaner.text(of: raw, in: range) else {
            report.error = BarcodeError(.tooLong, position: range.lowerBound + ScanText.capacity)
            return report
        }
        read(text, into: &report)
        return report
    }

    private static func firstEnd(_ raw: Span<UInt8>, _ range: Range<Int>) -> Int? {
        for index in range where ScanCleaner.endsScan(raw[index]) { return index }
        return nil
    }

    private func read(_ text: ScanText, into report: inout ScanReport) {
        attempt(text, &report)
        if report.isPersonal || isSettled(report, text) { return }
        var repaired = ScanReport()
        let respelled = ScanCleaner.respelled(text)
        if let respelled {
            // Where neither reads, what is wrong with the label tells more than its spelling.
            if accept(respelled, &repaired) || !report.isOK { report = repaired }
            if repaired.isPersonal || repaired.isOK && !repaired.isPlain { return }
        }
        let plain = respelled ?? text
        if report.error != nil, let unbarred = ScanCleaner.unbarred(plain),
            accept(unbarred, &repaired)
        {
            report = repaired
            return
        }
        if report.isOK, !report.isPlain { return }
        if let split = split(plain) {
            report = split
            return
        }
        if retype(plain, into: &report) { return }
        if let capitals = plain.uppercased(), accept(capitals, &repaired), repaired.reading.system == .hibc {
            report = repaired
        }
    }

    /// Whether nothing is left to try: it reads, and nothing in it spells a separator.
    private func isSettled(_ report: ScanReport, _ text: ScanText) -> Bool {
        guard report.isOK, !report.isPlain else { return false }
        for index in 0..<text.count where SeparatorSpelling.canBegin(text[index]) { return false }
        return true
    }

    /// Reads a repaired text; true when it proves the repair.
    func accept(_ text: ScanText, _ report: inout ScanReport) -> Bool {
        attempt(text, &report)
        return report.isOK && !report.isPlain && !report.isPersonal
    }

    private func attempt(_ text: ScanText, _ report: inout ScanReport) {
        report = ScanReport()
        if ScanPrivacy.refuses(text) {
            report.isPersonal = true
            return
        }
        report.text = text
        do throws(BarcodeError) {
            report.isPlain = try !read(text, into: &report.reading)
        } catch {
            report.error = BarcodeError(
                error.reason,
                error.field,
                position: error.position.map(text.origin)
            )
        }
        let isRead = report.isOK && !report.isPlain
        if ScanPrivacy.refuses(text, report.reading, isRead: isRead) {
            report = ScanReport()
            report.isPersonal = true
        } else if isRead {
            findLostSeparator(&report)
        } else {
            restoreSeparators(&report)
            readLeniently(&report)
        }
    }

    func read(_ text: ScanText, into reading: inout BarcodeReading) throws(BarcodeError) -> Bool {
        try text.withBytes { (bytes) throws(BarcodeError) -> Bool in try decoder.read(bytes, into: &reading) }
    }
}
