package import FieldModel

/// Says what one scan means. Personal numbers are refused before anything else looks at the bytes.
package struct ScanDecoder: Sendable {
    /// Longer scans are refused unread.
    package static let maximumBytes = 512

    package var gs1: GS1Parser
    package var patterns: [TagPattern]

    package init(gs1: GS1Parser, patterns: [TagPattern] = []) {
        self.gs1 = gs1
        self.patterns = patterns
    }

    /// Decodes one scan without its terminator.
    package func decode(_ bytes: Span<UInt8>) -> Scan {
        guard bytes.count <= Self.maximumBytes else { return .refused(.tooLong) }
        let symbology = Symbology(bytes)
        let first = symbology == nil ? 0 : Symbology.prefixBytes
        let payload = bytes.extracting(first...)
        if symbology?.isRetail != true, mayNamePerson(payload, symbology) { return .refused(.personalNumber) }
        guard let text = Self.text(payload) else { return .refused(.malformed) }
        if let command = CommandCode.command(text) { return .command(command) }
        if text.hasPrefix(CommandCode.prefix) { return .refused(.unrecognised) }
        do throws(GS1Error) {
            if symbology?.isGS1 == true || payload.count > 0 && payload[0] == GS1Parser.separator {
                return try gs1.parse(bytes, from: first).scan
            }
            if symbology?.isRetail == true { return try gs1.parseEAN13(bytes, from: first).scan }
        } catch {
            return .refused(error.reason == .checkDigit ? .checkDigit : .malformed)
        }
        if let tag = Token(rawValue: text), patterns.contains(where: { $0.matches(text.utf8) }) {
            return .tag(tag)
        }
        return .refused(.unrecognised)
    }

    /// An element string is one run of digits with keys in between, so only the whole of it counts there.
    private func mayNamePerson(_ payload: Span<UInt8>, _ symbology: Symbology?) -> Bool {
        if symbology?.isGS1 == true, payload.count > 13 { return false }
        return PersonalNumber.occurs(in: payload)
    }

    private static func text(_ bytes: Span<UInt8>) -> String? {
        for index in bytes.indices where bytes[index] != GS1Parser.separator {
            guard (0x20...0x7E).contains(bytes[index]) else { return nil }
        }
        return String(unsafeUninitializedCapacity: bytes.count) { buffer in
            for index in bytes.indices { buffer[index] = bytes[index] }
            return bytes.count
        }
    }
}
