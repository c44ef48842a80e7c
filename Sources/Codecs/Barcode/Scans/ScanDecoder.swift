package import FieldModel

/// Says what one scan means. Personal numbers are refused before anything else looks at the bytes.
package struct ScanDecoder: Sendable {
    package var reader: ScanReader
    /// Opaque labels that are taken as tags.
    package var patterns: [TagPattern]
    /// Data that names somebody: a scan or a value of this shape is never told to anybody.
    package var privatePatterns: [TagPattern]

    package init(reader: ScanReader, patterns: [TagPattern] = [], privatePatterns: [TagPattern] = []) {
        self.reader = reader
        self.patterns = patterns
        self.privatePatterns = privatePatterns
    }

    /// Decodes what came before one terminator: as a rule one scan, more when scanners glue them.
    package func decode(_ bytes: Span<UInt8>) -> [Scan] {
        let report = reader.read(bytes)
        guard !report.others.isEmpty else { return [scan(report)] }
        var scans: [Scan] = []
        for part in [report] + report.others {
            let scan = scan(part)
            // The same again without a pause is the trigger that bounced.
            if scan != scans.last { scans.append(scan) }
        }
        return scans
    }

    private func scan(_ report: ScanReport) -> Scan {
        if report.isPersonal { return .refused(.personalNumber) }
        if report.error?.reason == .tooLong, report.text.count == 0 { return .refused(.tooLong) }
        let payload = report.text.payload
        if let printed = payload.printed {
            if privatePatterns.contains(where: { $0.matches(printed.utf8) }) { return .refused(.personalKey) }
            if let command = CommandCode.command(printed) { return .command(command) }
            if printed.hasPrefix(CommandCode.prefix) { return .refused(.unrecognised) }
            if !report.isAnnounced, let tag = tag(printed) { return .tag(tag) }
        }
        if report.isPlain || report.isUnannouncedGuess {
            if let scan = typed(payload) { return scan }
        }
        if report.isPlain || report.isUnknown {
            return .refused(payload.printed == nil ? .malformed : .unrecognised)
        }
        if let error = report.error, report.lenient == nil { return .refused(Self.refusal(error)) }
        return meaning(of: report.lenient ?? report.reading)
    }

    private func tag(_ text: String) -> Token? {
        guard patterns.contains(where: { $0.matches(text.utf8) }) else { return nil }
        return Token(rawValue: text)
    }

    /// A command or tag that an American scanner typed into a Swedish host. The words of a command and the fixed characters of a mask prove
    /// it; a German host swaps letters, which no mask would notice.
    private func typed(_ text: ScanText) -> Scan? {
        guard let printed = KeyboardLayout.americanOnSwedish.repaired(text)?.printed else { return nil }
        if privatePatterns.contains(where: { $0.matches(printed.utf8) }) { return .refused(.personalKey) }
        return CommandCode.command(printed).map(Scan.command) ?? tag(printed).map(Scan.tag)
    }

    private static func refusal(_ error: BarcodeError) -> ScanRefusal {
        switch error.reason {
        case .checkDigit, .hibcCheck, .isbtCheck, .pznCheck, .ppnCheck: .checkDigit
        case .tooLong: .tooLong
        default: .malformed
        }
    }
}

extension ScanReport {
    /// Whether an AIM id says that this is GS1 data, so that no mask of a tag may claim it.
    fileprivate var isAnnounced: Bool {
        guard let symbology = reading.symbology else { return false }
        return symbology.isGS1 || symbology.isRetail
    }

    /// Whether nothing in it looked like one of the systems.
    fileprivate var isUnknown: Bool {
        guard let error, reading.system == .gs1, !isAnnounced, text.count > 0 else { return false }
        return error.reason == .symbology || error.reason == .unknownAI && reading.count == 0
    }

    /// Whether only the first character made it an attempt at one of the systems.
    fileprivate var isUnannouncedGuess: Bool { error != nil && !isAnnounced }
}

extension ScanText {
    /// What follows the AIM id.
    fileprivate var payload: ScanText {
        withBytes { Symbology($0) } == nil ? self : slice(Symbology.prefixBytes..<count)
    }

    /// The text, if all of it is printable ASCII.
    fileprivate var printed: String? {
        for index in 0..<count where !(0x20...0x7E).contains(self[index]) { return nil }
        return string
    }
}
