/// Every application identifier of the GS1 General Specifications, release 26, found in constant time.
///
/// All identifiers that begin with the same two digits have the same length (figure 7.8.1-1), so two digits say how many
/// more belong to the identifier.
struct GS1Table: Sendable {
    /// The outcome of looking for an identifier at the start of some bytes.
    enum Match {
        case found(row: Int, field: BarcodeField, digits: Int)
        /// The data ends inside what could become an identifier.
        case incomplete
        case unknown
    }

    static let current = GS1Table(rows: itemRows + measureRows + logisticRows + detailRows + keyRows)

    let rows: [GS1Row]
    /// By the first two digits: the length of the identifier, 0 when there is none.
    private let lengths: [UInt8]
    /// By the number padded to four digits on the right: row + 1, or 0.
    private let slots: [UInt8]
    /// By the first two digits: where their slots begin.
    private let bases: [UInt16]

    init(rows: [GS1Row]) {
        self.rows = rows
        var lengths = [UInt8](repeating: 0, count: 100)
        var numbers: [(number: Int, row: UInt8)] = []
        for (index, row) in rows.enumerated() {
            for number in Int(row.first)..<Int(row.first) + Int(row.span) {
                lengths[Self.prefix(of: number)] = row.digits
                numbers.append((number, UInt8(index + 1)))
            }
        }
        var bases = [UInt16](repeating: 0, count: 100)
        var size = 0
        for prefix in 0..<100 {
            bases[prefix] = UInt16(size)
            size += [0, 0, 1, 10, 100][Int(lengths[prefix])]
        }
        var slots = [UInt8](repeating: 0, count: size)
        for (number, row) in numbers {
            slots[Int(bases[Self.prefix(of: number)]) + Self.rest(of: number)] = row
        }
        self.lengths = lengths
        self.bases = bases
        self.slots = slots
    }

    /// How many identifiers there are.
    var count: Int { rows.reduce(0) { $0 + Int($1.span) } }

    /// The row of a field, when it is an application identifier.
    func index(of field: BarcodeField) -> Int? {
        let number = Int(field.rawValue)
        guard number < 10_000 else { return nil }
        let prefix = Self.prefix(of: number)
        guard lengths[prefix] == (number < 100 ? 2 : number < 1_000 ? 3 : 4) else { return nil }
        let row = slots[Int(bases[prefix]) + Self.rest(of: number)]
        return row == 0 ? nil : Int(row) - 1
    }

    /// The first two digits. No identifier of three or four digits begins with 0.
    private static func prefix(of number: Int) -> Int {
        number < 100 ? number : number < 1_000 ? number / 10 : number / 100
    }

    /// The digits behind the first two.
    private static func rest(of number: Int) -> Int {
        number < 100 ? 0 : number < 1_000 ? number % 10 : number % 100
    }

    /// Finds the identifier that begins here.
    func find(_ bytes: Span<UInt8>, at start: Int, before end: Int) -> Match {
        guard start < end, let first = DecimalField.digit(bytes[start]) else { return .unknown }
        guard start + 1 < end else {
            return lengths[(first * 10)..<(first * 10 + 10)].max() == 0 ? .unknown : .incomplete
        }
        guard let second = DecimalField.digit(bytes[start + 1]) else { return .unknown }
        let prefix = first * 10 + second
        let length = Int(lengths[prefix])
        guard length > 0 else { return .unknown }
        var number = prefix
        var rest = 0
        for index in start + 2..<start + max(length, 2) {
            guard index < end else { return .incomplete }
            guard let digit = DecimalField.digit(bytes[index]) else { return .unknown }
            number = number * 10 + digit
            rest = rest * 10 + digit
        }
        let row = slots[Int(bases[prefix]) + rest]
        guard row > 0 else { return .unknown }
        return .found(row: Int(row) - 1, field: BarcodeField(rawValue: UInt16(number)), digits: length)
    }
}
