/// Where the reports of a point-of-sale scanner hold what was read, and how it is told to beep.
///
/// Source: HID Usage Tables, page 0x8C Barcode Scanner: 0xFB...0xFD symbology identifiers 1...3, 0xFE decoded data, 0xFF decode data continued,
/// 0x85 sound error beep, 0x86 sound good read beep; page 0x01 Generic Desktop: 0x3B byte count.
package struct HIDScanLayout: Sendable, Equatable {
    package static let page: UInt16 = 0x8C

    /// One report with decoded data. Offsets count bits, or bytes where they say so, from the first byte after the report's number.
    struct Report: Sendable, Equatable {
        var number: UInt8
        /// First byte and number of bytes.
        var data: Range<Int>
        var length: HIDReportDescriptor.Field?
        var identifiers: [HIDReportDescriptor.Field]
        var continued: HIDReportDescriptor.Field?
    }

    let isNumbered: Bool
    let reports: [Report]
    /// What to send for a good-read beep and for an error beep; `nil` where the scanner has none.
    package let goodBeep: [UInt8]?
    package let errorBeep: [UInt8]?

    /// Returns `nil` for a device that has no report with decoded data.
    package init?(_ descriptor: HIDReportDescriptor) {
        isNumbered = descriptor.isNumbered
        let fields = descriptor.fields.filter { $0.kind == .input }
        func field(_ page: UInt16, _ id: UInt16, _ report: UInt8) -> HIDReportDescriptor.Field? {
            fields.first {
                $0.report == report && $0.usage == HIDReportDescriptor.Usage(page: page, id: id)
                    && $0.size <= 32
            }
        }
        reports = fields.compactMap { data in
            let isData = data.usage == HIDReportDescriptor.Usage(page: Self.page, id: 0xFE)
            let bits = data.size * data.count
            guard isData, data.bit % 8 == 0, bits % 8 == 0, data.size % 8 == 0 else { return nil }
            return Report(
                number: data.report,
                data: data.bit / 8..<(data.bit + bits) / 8,
                length: field(0x01, 0x3B, data.report),
                identifiers: (0xFB...0xFD).compactMap { field(Self.page, $0, data.report) },
                continued: field(Self.page, 0xFF, data.report)
            )
        }
        guard !reports.isEmpty else { return nil }
        goodBeep = Self.signal(0x86, descriptor)
        errorBeep = Self.signal(0x85, descriptor)
    }

    func report(_ number: UInt8) -> Report? { reports.first { $0.number == number } }

    /// The output report that sets one flag.
    private static func signal(_ id: UInt16, _ descriptor: HIDReportDescriptor) -> [UInt8]? {
        let usage = HIDReportDescriptor.Usage(page: page, id: id)
        guard
            let field = descriptor.fields.first(where: {
                $0.kind == .output && $0.usage == usage && $0.size == 1
            })
        else { return nil }
        // Without numbers hidraw still wants a first byte, 0.
        let bytes = descriptor.length(.output, report: field.report) + (descriptor.isNumbered ? 0 : 1)
        var report = [UInt8](repeating: 0, count: bytes)
        let place = 1 + field.bit / 8
        guard place < report.count else { return nil }
        report[0] = field.report
        report[place] = 1 << UInt8(field.bit % 8)
        return report
    }
}

extension HIDReportDescriptor.Field {
    /// The first value of the field in the bytes after the report's number; `nil` where the report is too short.
    func value(in bytes: ArraySlice<UInt8>) -> UInt32? {
        guard size <= 32 else { return nil }
        var value: UInt32 = 0
        for index in 0..<size {
            let place = bit + index
            guard place / 8 < bytes.count else { return nil }
            let isSet = bytes[bytes.startIndex + place / 8] >> UInt8(place % 8) & 1 == 1
            if isSet { value |= 1 << UInt32(index) }
        }
        return value
    }
}
