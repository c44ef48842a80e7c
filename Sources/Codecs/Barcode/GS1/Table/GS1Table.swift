/// Every application identifier of the GS1 General Specifications, release 26, found in constant time.
///
/// All identifiers that begin with the same two digits have the same length (figure 7.8.1-1), so two digits say how many
/// more belong to the identifier.
struct GS1Table: Sendable {
    static let current = GS1Table(rows: itemRows + measureRows + logisticRows + detailRows + keyRows)

    let rows: [GS1Row]
    private struct Prefix {
        /// Of the identifier; 0 when there is none.
        var length: UInt8 = 0
        /// Where its slots begin.
        var base: UInt16 = 0
    }

    /// By the first two digits.
    private let prefixes: [Prefix]
    /// By the number padded to four digits on the right: row + 1, or 0.
    private let slots: [UInt8]

    init(rows: [GS1Row]) {
        self.rows = rows
        var prefixes = [Prefix](repeating: Prefix(), count: 100)
        var numbers: [(number: Int, row: UInt8)] = []
        for (index, row) in rows.enumerated() {
            for number in Int(row.first)..<Int(row.first) + Int(row.span) {
                prefixes[Self.prefix(of: number)].length = row.digits
                numbers.append((number, UInt8(index + 1)))
            }
        }
        var size = 0
        for prefix in 0..<100 {
            prefixes[prefix].base = UInt16(size)
            size += [0, 0, 1, 10, 100][Int(prefixes[prefix].length)]
        }
        var slots = [UInt8](repeating: 0, count: size)
        for (number, row) in numbers {
            slots[Int(prefixes[Self.prefix(of: number)].base) + Self.rest(of: number)] = row
        }
        self.prefixes = prefixes
        self.slots = slots
    }

    /// How many identifiers there are.
    var count: Int { rows.reduce(0) { $0 + Int($1.span) } }

    /// The row of a field, when it is an application identifier.
    func index(of field: BarcodeField) -> Int? {
        let number = Int(field.rawValue)
        guard number < 10_000 else { return nil }
        let prefix = prefixes[Self.prefix(of: number)]
        guard prefix.length == (number < 100 ? 2 : number < 1_000 ? 3 : 4) else { return nil }
        let row = slots[Int(prefix.base) + Self.rest(of: number)]
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
    @inline(__always)
    func find(
        _ bytes: Span<UInt8>,
        at start: Int,
        before end: Int
    ) -> (row: Int, field: BarcodeField, digits: Int)? {
        guard start < end else { return nil }
        let stop = min(end, start &+ 4)
        let eight = EightBytes(bytes, start..<stop)
        let digits = min(eight.leadingDigits, stop &- start)
        guard digits > 1 else { return nil }
        let prefix = eight.pair(0)
        let length = Int(prefixes[prefix].length)
        guard length > 0, digits >= length, let (row, field) = find(eight, prefix) else { return nil }
        return (row, field, length)
    }

    /// Whether the data ends inside what could become an identifier.
    func isCut(_ bytes: Span<UInt8>, at start: Int, before end: Int) -> Bool {
        let digits = bytes.endOfDigits(start..<min(end, start + 4)) - start
        guard digits > 0, start + digits == end else { return false }
        let first = Int(bytes[start] & 0x0F) * 10
        guard digits > 1 else { return prefixes[first..<(first + 10)].contains { $0.length > 0 } }
        return digits < prefixes[first + Int(bytes[start + 1] & 0x0F)].length
    }

    /// Finds the identifier that all digits right before a place are, of which at least eight bytes lie before it.
    @inline(__always)
    func find(_ bytes: Span<UInt8>, before end: Int) -> (row: Int, field: BarcodeField, digits: Int)? {
        guard end >= 8 else { return nil }
        let eight = EightBytes(bytes, at: end &- 8)
        let count = eight.trailingDigits
        guard 2...4 ~= count else { return nil }
        let digits = eight.dropping(8 &- count)
        let prefix = digits.pair(0)
        guard prefixes[prefix].length == count, let (row, field) = find(digits, prefix) else { return nil }
        return (row, field, count)
    }

    /// Finds the identifier that begins with the two digits of a prefix, and has all digits that belong to it.
    @inline(__always)
    private func find(_ digits: EightBytes, _ prefix: Int) -> (row: Int, field: BarcodeField)? {
        var number = prefix
        var rest = 0
        if prefixes[prefix].length == 3 {
            rest = digits.digit(2)
            number = prefix * 10 + rest
        } else if prefixes[prefix].length == 4 {
            rest = digits.pair(2)
            number = prefix * 100 + rest
        }
        let row = Int(slots[Int(prefixes[prefix].base) + rest])
        return row > 0 ? (row - 1, BarcodeField(rawValue: UInt16(number))) : nil
    }

    /// Checks the value that starts here and returns its end; `limit` is where the data or a separator ends it.
    ///
    /// Rows are large: only what is asked of one is read, where a method of the row would be given a copy.
    func check(
        _ row: Int,
        _ bytes: Span<UInt8>,
        from start: Int,
        to limit: Int,
        _ century: GS1Century
    ) throws(GS1Fault) -> Int {
        guard start < limit else { throw GS1Fault(reason: .emptyValue, index: start) }
        let end = try rows[row].head.check(bytes, from: start, to: limit, century)
        return rows[row].restCount == 0 ? end : try rows[row].checkRest(bytes, from: end, to: limit, century)
    }
}
