/// Readings of GS1 data that the standard refuses and that still say something certain.
extension ScanReader {
    /// - the second label of a pair, which lacks nothing but the GTIN of the first;
    /// - separators in a row;
    /// - 99:99 for no time of day.
    func readLeniently(_ report: inout ScanReport) {
        guard report.reading.system == .gs1, let error = report.error else { return }
        switch error.reason {
        case .missingRequired:
            guard let text = Self.withGTIN(report.text), var reading = whole(text) else { return }
            reading.meaning.item = nil
            reading.meaning.itemSystem = nil
            report.lenient = reading
        case .unknownAI:
            report.lenient = Self.withoutRepeatedSeparators(report.text).flatMap(whole)
        case .time:
            report.lenient = Self.withoutUnknownTimes(report.text).flatMap(whole)
        default: break
        }
    }

    private func whole(_ text: ScanText) -> BarcodeReading? {
        var reading = BarcodeReading(system: .gs1)
        // Why it fails is known from the first attempt.
        return (try? read(text, into: &reading)) == true ? reading : nil
    }

    private static func withGTIN(_ text: ScanText) -> ScanText? {
        let aim = text.count > 3 && text[0] == UInt8(ascii: "]") ? 3 : 0
        guard aim == text.count || (0x30...0x39).contains(text[aim]) else { return nil }
        var result = text.slice(0..<aim)
        let item: StaticString = "0100000000000000"
        let hasRoom = item.withUTF8Buffer { bytes in
            bytes.allSatisfy { result.append($0, from: aim) }
        }
        guard hasRoom else { return nil }
        for index in aim..<text.count {
            guard result.append(text[index], from: text.origin(of: index)) else { return nil }
        }
        return result
    }

    private static func withoutRepeatedSeparators(_ text: ScanText) -> ScanText? {
        var result = ScanText()
        var last: UInt8 = 0
        for index in 0..<text.count {
            let isRepeat = text[index] == ScanCleaner.separator && last == ScanCleaner.separator
            last = text[index]
            guard isRepeat || result.append(last, from: text.origin(of: index)) else { return nil }
        }
        return result.count < text.count ? result : nil
    }

    private static func withoutUnknownTimes(_ text: ScanText) -> ScanText? {
        var result = ScanText()
        var index = 0
        while index < text.count {
            let isTime = text.has("4324", at: index) || text.has("4325", at: index)
            if isTime, text.has("9999", at: index + 10) {
                for place in index..<index + 10 {
                    guard result.append(text[place], from: text.origin(of: place)) else { return nil }
                }
                for place in index + 10..<index + 14 {
                    guard result.append(0x30, from: text.origin(of: place)) else { return nil }
                }
                index += 14
            } else {
                guard result.append(text[index], from: text.origin(of: index)) else { return nil }
                index += 1
            }
        }
        return result
    }
}
