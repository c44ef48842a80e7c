/// An identifier in the path of a Digital Link, and where its value lies.
struct GS1PathPair {
    private let rowNumber: UInt16
    let field: BarcodeField
    private let start: UInt16
    private let end: UInt16

    init(row: Int, field: BarcodeField, range: Range<Int>) {
        rowNumber = UInt16(truncatingIfNeeded: row)
        self.field = field
        start = UInt16(truncatingIfNeeded: range.lowerBound)
        end = UInt16(truncatingIfNeeded: range.upperBound)
    }

    var row: Int { Int(rowNumber) }
    /// No link is longer than a reader takes.
    var range: Range<Int> { Int(start)..<Int(end) }
}
