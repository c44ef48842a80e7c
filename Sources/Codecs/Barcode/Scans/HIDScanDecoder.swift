import FieldModel

/// Puts the reports of one point-of-sale scanner together to scans, each with its AIM identifier in front.
package struct HIDScanDecoder: Sendable {
    private let layout: HIDScanLayout
    private var text: [UInt8] = []
    private var refusal: ScanRefusal?
    /// The AIM identifier of the scan whose rest is still to come; empty where the scanner does not say.
    private var identifier: [UInt8]?

    package init(layout: HIDScanLayout) { self.layout = layout }

    /// Whether the rest of a scan is still to come.
    package var isReading: Bool { identifier != nil }

    /// Takes one report as hidraw gives it, with its number where reports have one; returns the scan that it ends.
    ///
    /// Reports of another kind say nothing.
    package mutating func take(_ report: ArraySlice<UInt8>) -> KeyedScan? {
        let number = layout.isNumbered ? report.first ?? 0 : 0
        guard let place = layout.report(number) else { return nil }
        let body = layout.isNumbered ? report.dropFirst() : report
        let code = Self.code(place, body)
        let isContinued = (place.continued?.value(in: body) ?? 0) & 1 == 1
        let data = Self.data(place, body)
        if !isReading, !isContinued, data?.isEmpty == true { return nil }
        if let identifier, identifier != code { refusal = refusal ?? .incomplete }
        identifier = identifier ?? code
        if let data {
            append(data)
        } else {
            refusal = refusal ?? .malformed
        }
        return isContinued ? nil : end()
    }

    /// The rest of a scan did not come.
    package mutating func pause() -> KeyedScan? {
        guard isReading else { return nil }
        refusal = refusal ?? .incomplete
        return end()
    }

    private mutating func append(_ data: ArraySlice<UInt8>) {
        guard text.count + data.count <= KeyDecoder.capacity - Symbology.prefixBytes else {
            refusal = refusal ?? .tooLong
            return
        }
        text += data
    }

    private mutating func end() -> KeyedScan? {
        defer {
            text.removeAll(keepingCapacity: true)
            refusal = nil
            identifier = nil
        }
        if let refusal { return KeyedScan(bytes: [], refusal: refusal) }
        let code = identifier ?? []
        // A scanner that is set to send it in the data says it twice.
        return KeyedScan(bytes: text.starts(with: code) ? text : code + text)
    }

    /// The bytes that were read; `nil` when the report does not hold what it says.
    private static func data(_ place: HIDScanLayout.Report, _ body: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard place.data.upperBound <= body.count else { return nil }
        let start = body.startIndex + place.data.lowerBound
        let all = body[start..<start + place.data.count]
        guard let length = place.length else {
            return all.prefix(all.count - all.reversed().prefix { $0 == 0 }.count)
        }
        guard let count = length.value(in: body), Int(count) <= all.count else { return nil }
        return all.prefix(Int(count))
    }

    /// The AIM identifier: `]`, the letter of the symbology and its modifier (ISO/IEC 15424). Some scanners leave the `]` out.
    private static func code(_ place: HIDScanLayout.Report, _ body: ArraySlice<UInt8>) -> [UInt8] {
        var said = place.identifiers.compactMap { $0.value(in: body).map { UInt8(truncatingIfNeeded: $0) } }
        if said.first == UInt8(ascii: "]") { said.removeFirst() }
        guard said.count >= 2, isLetter(said[0]), isLetter(said[1]) || (0x30...0x39).contains(said[1]) else {
            return []
        }
        return [UInt8(ascii: "]"), said[0], said[1]]
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
}
