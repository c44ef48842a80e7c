extension GS1Reader {
    /// Looks whether a separator was lost: no separator stands in the data, and the last value, of a lot or a serial number,
    /// would also read as a shorter one with an element behind it that labels have and this one lacks.
    func lostSeparator(_ bytes: Span<UInt8>, _ reading: BarcodeReading) -> BarcodeSuspicion? {
        guard reading.count > 0 else { return nil }
        let last = reading.count - 1
        let element = reading[last]
        guard element.field.rawValue == 10 || element.field.rawValue == 21 || element.field.rawValue == 240
        else {
            return nil
        }
        for index in bytes.indices where bytes[index] == Self.separator { return nil }
        let end = element.value.range.upperBound
        for cut in 1..<max(element.value.count, 2) {
            let start = element.value.start + cut
            guard
                case .found(let row, let field, let digits) = table.find(
                    reading.text.bytes.span,
                    at: start,
                    before: end
                ),
                !holds(field, reading), explains(table[row], field, reading, start + digits..<end)
            else { continue }
            return BarcodeSuspicion(element: last, count: cut, next: field)
        }
        return nil
    }

    private func holds(_ field: BarcodeField, _ reading: BarcodeReading) -> Bool {
        for index in 0..<reading.count where reading[index].field == field { return true }
        return false
    }

    /// Whether the rest reads as this element, and as a further one that no separator need precede.
    private func explains(
        _ row: GS1Row,
        _ field: BarcodeField,
        _ reading: BarcodeReading,
        _ rest: Range<Int>
    ) -> Bool {
        let text = reading.text.bytes.span
        switch field.rawValue {
        case 10, 21:
            return rest.count >= 2
                && (try? row.check(text, from: rest.lowerBound, to: rest.upperBound, century))
                    == rest.upperBound
        case 1, 11, 17:
            guard let end = try? row.check(text, from: rest.lowerBound, to: rest.upperBound, century) else {
                return false
            }
            guard end < rest.upperBound else { return true }
            guard
                case .found(let next, let field, let digits) = table.find(
                    text,
                    at: end,
                    before: rest.upperBound
                )
            else { return false }
            return explains(table[next], field, reading, end + digits..<rest.upperBound)
        default: return false
        }
    }
}
