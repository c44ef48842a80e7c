/// Answers scans as `budkavle decode barcode` prints them: one JSON object a line.
///
/// What an answer holds is in `docs/schemas/decode/barcode.schema.json`. A scan is looked at beside the one before it: the same bytes
/// again are marked, and an HIBC secondary is held against the primary that it follows.
struct BarcodeAnswers {
    private(set) var line: [UInt8] = []
    /// Whether the last answer said that something was bad.
    private(set) var isFault = false
    private let reader: ScanReader
    private var writer = JSONLine()
    private var previous: [UInt8] = []
    /// How often the previous scan came in a row.
    private var repeats = 1
    private var primary: BarcodeReading?

    /// What an answer tells beside what was read.
    struct Context {
        var messages = 1
        var isDuplicate = false
    }

    init(currentYear: Int) { reader = ScanReader(currentYear: currentYear) }

    mutating func refuse(_ reason: BarcodeError.Reason) {
        var report = ScanReport()
        report.error = BarcodeError(reason)
        write([report], Context())
        previous = []
        primary = nil
    }

    /// Answers scans that belong together: the labels of one item, or a trigger that bounced. One object for all.
    mutating func answer(_ scans: [ArraySlice<UInt8>]) {
        var reports: [ScanReport] = []
        var context = Context(messages: 0)
        for scan in scans {
            let report = reader.read(scan.span)
            let isRepeat = !scan.isEmpty && scan.elementsEqual(previous)
            repeats = isRepeat ? repeats + 1 : 1
            context.isDuplicate = context.isDuplicate || isRepeat
            previous.replaceSubrange(previous.startIndex..., with: scan)
            for var report in [report] + report.others {
                report.others = []
                link(&report)
                reports.append(report)
            }
        }
        context.messages = scans.count == 1 && context.isDuplicate ? repeats : reports.count
        write(reports, context)
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

    private mutating func write(_ reports: [ScanReport], _ context: Context) {
        writer.reset()
        let bad = reports.first { !$0.isOK }
        isFault = bad != nil
        if let first = bad ?? reports.first {
            writer.begin()
            writer.members(of: first)
            if context.messages > 1 {
                writer.key("messages")
                writer.value(context.messages)
            }
            if context.isDuplicate {
                writer.key("duplicate_of_previous")
                writer.value(true)
            }
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
        line = writer.bytes
    }
}
