extension GS1Reader {
    /// Looks whether a separator was lost: none stands in the data, and the last value, of a lot, a serial number or a
    /// catalogue number, would also read as a shorter one with elements behind it that this label lacks.
    ///
    /// Only identifiers that medical labels carry are thought of: nearly every long lot number could be cut somewhere.
    func lostSeparator(_ bytes: Span<UInt8>, _ reading: inout BarcodeReading) -> BarcodeSuspicion? {
        guard reading.count > 0 else { return nil }
        let last = reading.count - 1
        let element = reading[last]
        guard [10, 21, 240].contains(element.field.rawValue), element.value.count > 1 else { return nil }
        guard bytes.firstIndex(of: Self.separator, in: 0..<bytes.count) == bytes.count else { return nil }
        let value = element.value.range
        for start in value.lowerBound + 1..<value.upperBound {
            guard let next = elements(reading.text.bytes.span, start..<value.upperBound),
                !holds(next, &reading)
            else { continue }
            return BarcodeSuspicion(element: last, count: start - value.lowerBound, next: next)
        }
        return nil
    }

    private func holds(_ field: BarcodeField, _ reading: inout BarcodeReading) -> Bool {
        for index in 0..<reading.count where reading[index].field == field { return true }
        return false
    }

    /// The first identifier, when the range reads as whole elements of which none needs a separator in front.
    private func elements(_ text: Span<UInt8>, _ range: Range<Int>) -> BarcodeField? {
        var index = range.lowerBound
        var first: BarcodeField?
        while index < range.upperBound {
            guard let (row, field, digits) = table.find(text, at: index, before: range.upperBound) else {
                return nil
            }
            let start = index + digits
            switch field.rawValue {
            case 1, 11, 17: break
            // One character is too little to believe in.
            case 10, 21: guard range.upperBound - start > 1 else { return nil }
            default: return nil
            }
            // What is wrong with a value that nobody wrote does not matter.
            guard let end = try? table.check(row, text, from: start, to: range.upperBound, century)
            else { return nil }
            guard end == range.upperBound || field.rawValue != 10 && field.rawValue != 21 else { return nil }
            first = first ?? field
            index = end
        }
        return first
    }
}
