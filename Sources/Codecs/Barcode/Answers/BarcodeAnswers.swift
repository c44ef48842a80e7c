/// Answers scans as `budkavle decode barcode` prints them: one JSON object a line.
///
/// What an answer holds is in `docs/schemas/decode/barcode.schema.json`. A scan is looked at beside the one before it: the same bytes
/// again are marked, and an HIBC secondary is held against the primary that it follows.
struct BarcodeAnswers {
    var line: [UInt8] { writer.bytes }
    /// Whether the last answer said that something was bad.
    private(set) var isFault = false
    private let reader: ScanReader
    private var writer: JSONLine
    private var previous: [UInt8] = []
    /// How often the previous scan came in a row.
    private var repeats = 1
    private var primary: BarcodeReading?

    /// What an answer tells beside what was read.
    struct Context {
        var messages = 1
        var isDuplicate = false
    }

    init(currentYear: Int, hasDetails: Bool = false) {
        reader = ScanReader(currentYear: currentYear)
        writer = JSONLine(hasDetails: hasDetails)
    }

    mutating func refuse(_ reason: BarcodeError.Reason) {
        var report = ScanReport()
        report.error = BarcodeError(reason)
        write([report], Context())
        previous = []
        primary = nil
    }

    /// Answers scans that belong together: the labels of one item, or a trigger that bounced. One object for all.
    mutating func answer(_ scans: [[UInt8]]) {
        if scans.count == 1 { return answer(scans[0][...]) }
        // The line before is another item.
        previous = []
        primary = nil
        var reports: [ScanReport] = []
        var hasRepeat = false
        for scan in scans {
            hasRepeat = noteRepeat(scan[...]) || hasRepeat
            append(reader.read(scan.span), to: &reports)
        }
        let context = Context(messages: reports.count, isDuplicate: hasRepeat)
        if let item = ScanReport.item(reports) { return write(item, context) }
        write(reports, context)
    }

    mutating func answer(_ scan: ArraySlice<UInt8>) {
        let isRepeat = noteRepeat(scan)
        var report = reader.read(scan.span)
        guard report.others.isEmpty else {
            var reports: [ScanReport] = []
            append(report, to: &reports)
            return write(reports, Context(messages: reports.count, isDuplicate: isRepeat))
        }
        link(&report)
        write(report, Context(messages: isRepeat ? repeats : 1, isDuplicate: isRepeat))
    }

    private mutating func append(_ report: ScanReport, to reports: inout [ScanReport]) {
        for var part in [report] + report.others {
            part.others = []
            link(&part)
            reports.append(part)
        }
    }

    /// Whether the scan is the one before it again.
    private mutating func noteRepeat(_ scan: ArraySlice<UInt8>) -> Bool {
        let isRepeat = !scan.isEmpty && scan.count == previous.count && scan.elementsEqual(previous)
        repeats = isRepeat ? repeats + 1 : 1
        if !isRepeat { previous.replaceSubrange(previous.startIndex..., with: scan) }
        return isRepeat
    }

    /// Holds a secondary against the primary before it.
    private mutating func link(_ report: inout ScanReport) {
        guard report.isOK, !report.isPlain, report.reading.system == .hibc else {
            primary = nil
            return
        }
        if report.reading.first(.lic) != nil {
            primary = report.reading.first(.lot) == nil ? report.reading : nil
        } else if let before = primary {
            do throws(BarcodeError) {
                try HIBCReader.checkLink(primary: before, secondary: report.reading)
            } catch {
                report.error = BarcodeError(
                    error.reason,
                    error.field,
                    position: error.position.map(report.text.origin)
                )
            }
        }
    }

    private mutating func write(_ report: borrowing ScanReport, _ context: Context) {
        isFault = !report.isOK
        writer.reset()
        writer.begin()
        writer.members(of: report)
        writer.members(of: context)
        writer.end()
        writer.endLine()
    }

    private mutating func write(_ reports: [ScanReport], _ context: Context) {
        writer.reset()
        let bad = reports.first { !$0.isOK }
        isFault = bad != nil
        if let first = bad ?? reports.first {
            writer.begin()
            writer.members(of: first)
            writer.members(of: context)
            if reports.count > 1, bad == nil, !context.isDuplicate {
                writer.key("scans")
                writer.begin("[")
                for report in reports {
                    writer.begin()
                    writer.members(of: report)
                    writer.end()
                }
                writer.end("]")
            }
            writer.end()
        }
        writer.endLine()
    }
}

extension JSONLine {
    fileprivate mutating func members(of context: BarcodeAnswers.Context) {
        if context.messages > 1 {
            key("messages")
            value(context.messages)
        }
        if context.isDuplicate {
            key("duplicate_of_previous")
            value(true)
        }
    }
}
