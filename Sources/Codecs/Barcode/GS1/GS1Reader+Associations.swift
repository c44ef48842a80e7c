extension GS1Reader {
    /// Checks which elements stand together, in the order in which the General Specifications (section 4.14) matter most:
    /// what may not, what must, and repetitions.
    ///
    /// Of several faults of a kind the one of the lowest identifier is reported. The reading stays as it is; it comes as
    /// `inout` because it is large and must not be copied.
    func checkAssociations(_ reading: inout BarcodeReading) throws(BarcodeError) {
        var marks: GS1Marks = []
        var excludes: GS1Marks = []
        var traits: GS1Row.Traits = []
        // Whether an element needs more than what stands before it.
        var isOpen = false
        // One bit stands for every sixty-fourth identifier.
        var seen: UInt64 = 0
        var repeated: UInt64 = 0
        for index in 0..<reading.count {
            let element = reading[index]
            let row = Int(element.row)
            isOpen = isOpen || lacks(row, marks)
            marks.formUnion(table.rows[row].marks)
            excludes.formUnion(table.rows[row].excludes)
            traits.formUnion(table.rows[row].traits)
            let bit = (1 as UInt64) &<< UInt64(element.field.rawValue)
            repeated |= seen & bit
            seen |= bit
        }
        if traits.contains(.alone) || !marks.isDisjoint(with: excludes) {
            try checkExclusions(&reading, marks)
        }
        if isOpen { try checkNeeds(&reading, marks) }
        if repeated != 0 { try checkRepetitions(&reading) }
        if marks.contains(.ai8030) { try checkSignature(&reading) }
    }

    private func checkExclusions(_ reading: inout BarcodeReading, _ marks: GS1Marks) throws(BarcodeError) {
        var lowest: Int?
        for index in 0..<reading.count {
            let row = Int(reading[index].row)
            if !marks.isDisjoint(with: table.rows[row].excludes)
                || table.rows[row].traits.contains(.alone) && hasSibling(&reading, index)
            {
                lowest = lower(lowest, index, &reading)
            }
        }
        if let lowest { throw fault(.excludedPair, reading[lowest]) }
    }

    private func checkNeeds(_ reading: inout BarcodeReading, _ marks: GS1Marks) throws(BarcodeError) {
        var lowest: Int?
        for index in 0..<reading.count where lacks(Int(reading[index].row), marks) {
            lowest = lower(lowest, index, &reading)
        }
        if let lowest { throw fault(.missingRequired, reading[lowest]) }
    }

    private func checkRepetitions(_ reading: inout BarcodeReading) throws(BarcodeError) {
        var lowest: Int?
        for index in 0..<reading.count where isContradicted(&reading, index) {
            lowest = lower(lowest, index, &reading)
        }
        if let lowest { throw fault(.duplicateConflict, reading[lowest]) }
    }

    private func fault(_ reason: BarcodeError.Reason, _ element: BarcodeReading.Element) -> BarcodeError {
        BarcodeError(reason, element.field, position: Int(element.position))
    }

    /// The one whose identifier sorts first as text.
    private func lower(_ old: Int?, _ new: Int, _ reading: inout BarcodeReading) -> Int {
        guard let old else { return new }
        return Self.order(reading[new].field) < Self.order(reading[old].field) ? new : old
    }

    private static func order(_ field: BarcodeField) -> Int {
        let number = Int(field.rawValue)
        return number < 100 ? number * 100 : number < 1_000 ? number * 10 : number
    }

    @inline(__always)
    private func lacks(_ row: Int, _ marks: GS1Marks) -> Bool {
        for index in 0..<Int(table.rows[row].needCount)
        where table.rows[row].needs[index].isDisjoint(with: marks) {
            return true
        }
        return false
    }

    /// Another number of the same family, as 3102 beside 3103.
    private func hasSibling(_ reading: inout BarcodeReading, _ index: Int) -> Bool {
        let field = reading[index].field
        for other in 0..<reading.count
        where reading[other].field != field && reading[other].field.rawValue / 10 == field.rawValue / 10 {
            return true
        }
        return false
    }

    /// An earlier element of the same identifier with another value.
    private func isContradicted(_ reading: inout BarcodeReading, _ index: Int) -> Bool {
        let element = reading[index]
        for other in 0..<index where reading[other].field == element.field {
            let value = reading[other].value
            if value.count != element.value.count { return true }
            for offset in 0..<value.count
            where reading.text[value.start + offset] != reading.text[element.value.start + offset] {
                return true
            }
        }
        return false
    }

    /// A signed key of documents, coupons or returnable assets must have its serial part.
    private func checkSignature(_ reading: inout BarcodeReading) throws(BarcodeError) {
        for index in 0..<reading.count {
            let row = Int(reading[index].row)
            guard !table.rows[row].marks.isDisjoint(with: .serialised),
                reading[index].value.count == table.rows[row].minimum
            else { continue }
            throw fault(.missingRequired, reading[index])
        }
    }
}
