import Codecs
import FieldModel

/// A report descriptor and reports of the device that sent it: two bytes with the length of the descriptor, the descriptor, then reports, each
/// after a byte with its length.
enum HIDCheck {
    static func run(_ bytes: [UInt8]) {
        guard bytes.count > 2 else { return }
        let length = (Int(bytes[0]) | Int(bytes[1]) << 8) % (bytes.count - 1)
        let descriptor = Array(bytes[2..<min(2 + length, bytes.count)])
        guard let read = try? HIDReportDescriptor(descriptor.span) else { return }
        for field in read.fields {
            require(field.bit >= 0 && field.size > 0 && field.count > 0, "an empty field")
            let end = field.bit + field.size * field.count
            require(end <= 8 * HIDReportDescriptor.maximumBytes, "a field beyond the longest report")
            let held = read.length(field.kind, report: field.report) - (read.isNumbered ? 1 : 0)
            require(end <= 8 * held, "a field beyond its report")
        }
        guard let layout = HIDScanLayout(read) else { return }
        for beep in [layout.goodBeep, layout.errorBeep].compactMap(\.self) {
            require(beep.count <= HIDReportDescriptor.maximumBytes + 1, "a beep longer than a report")
        }
        var decoder = HIDScanDecoder(layout: layout)
        var rest = bytes.dropFirst(2 + length)
        while let count = rest.popFirst() {
            let report = rest.prefix(Int(count))
            rest = rest.dropFirst(Int(count))
            if let scan = decoder.take(report) { check(scan) }
        }
        if let scan = decoder.pause() { require(scan.refusal != nil, "half a scan") }
        require(!decoder.isReading, "a scan after its end")
    }

    private static func check(_ scan: KeyedScan) {
        require(scan.bytes.count <= KeyDecoder.capacity, "\(scan.bytes.count) bytes")
        require(scan.refusal == nil || scan.bytes.isEmpty, "a refused scan with text")
        _ = ScanReader(currentYear: LabelCheck.year).read(scan.bytes.span)
    }
}
