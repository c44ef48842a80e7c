extension HIBCReader {
    /// Refuses a secondary symbol whose link character is not the check character of the primary symbol beside it.
    ///
    /// Source: ANSI/HIBC 2.6, §2.3.2 (link character).
    package static func checkLink(
        primary: BarcodeReading,
        secondary: BarcodeReading
    ) throws(BarcodeError) {
        guard let link = secondary.first(.link), let unit = primary.first(.unitOfMeasure),
            link.value.count == 1,
            Modulo43.check(primary.text, 0..<unit.value.range.upperBound)
                == Modulo43.value(secondary.text[link.value.start])
        else {
            throw BarcodeError(.hibcLink, .link, position: secondary.first(.link).map { Int($0.position) })
        }
    }
}

extension BarcodeReading {
    /// The first element of a field.
    package borrowing func first(_ field: BarcodeField) -> Element? {
        for index in 0..<count where self[index].field == field { return self[index] }
        return nil
    }
}
