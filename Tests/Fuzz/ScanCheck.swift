import Codecs
import FieldModel

/// One scan through framing, repair, reading and meaning. The first byte chooses what the scanner is set to send.
enum ScanCheck {
    private static let tags = ["TAG-####", "P@@###*"].compactMap(TagPattern.init)
    private static let secrets = ["S#######", "X-*"].compactMap(TagPattern.init)

    static func run(_ bytes: [UInt8]) {
        guard let flags = bytes.first else { return }
        let raw = Array(bytes.dropFirst())
        let cleaner = ScanCleaner(
            prefixes: flags & 1 == 0 ? [] : [Array("~".utf8), [0x02]],
            suffixes: flags & 2 == 0 ? [] : [Array("#".utf8), [0x03, 0x0D]],
            separators: flags & 4 == 0 ? [] : [Array("~".utf8), Array("\\F".utf8)]
        )
        let reader = ScanReader(cleaner: cleaner, currentYear: LabelCheck.year)
        let report = reader.read(raw.span)
        require(report.others.count <= ScanReader.maximumScans, "\(report.others.count) further scans")
        for part in [report] + report.others { check(part, raw) }
        let scans = ScanDecoder(reader: reader, patterns: tags, privatePatterns: secrets).decode(raw.span)
        require((1...ScanReader.maximumScans + 1).contains(scans.count), "\(scans.count) scans")
        keepSecret(report, scans)
    }

    private static func check(_ report: ScanReport, _ raw: [UInt8]) {
        if report.isPersonal {
            require(report.reading.count == 0 && report.text.count == 0, "a personal number was kept")
            require(report.lenient == nil && report.alternative == nil, "a personal number was read")
            return
        }
        if let error = report.error { LabelCheck.check(error, raw) }
        for reading in [report.reading, report.lenient, report.alternative].compactMap(\.self) {
            // Its positions count the bytes of the text; spelled separators make that shorter than the raw input.
            LabelCheck.check(reading, [UInt8](repeating: 0, count: ScanText.capacity))
        }
        for index in 0..<report.text.count {
            require(report.text.origin(of: index) < raw.count, "a byte from nowhere")
        }
        require(!(report.isPlain && report.layout != nil), "a repair that nothing proves")
    }

    /// No value of a personal key comes into what is stored.
    private static func keepSecret(_ report: ScanReport, _ scans: [Scan]) {
        for part in [report] + report.others {
            let elements = (0..<part.reading.count).map { part.reading[$0] }
            let said = elements.filter { !LabelCheck.isPersonal($0.field) }.map {
                part.reading.text.string($0.value)
            }
            for element in elements where LabelCheck.isPersonal(element.field) && element.value.count >= 8 {
                let secret = part.reading.text.string(element.value)
                // Stars are what stands for every secret.
                guard !secret.allSatisfy({ $0 == "*" }), !said.contains(where: { $0.contains(secret) }) else {
                    continue
                }
                let told = scans.map { String(describing: $0) }.joined(separator: " ")
                require(!told.contains(secret), "AI \(element.field.identifier) came into \(told)")
                require(!part.reading.printed.contains("(\(element.field.identifier))\(secret)"), "printed")
            }
        }
    }
}
