/// What the General Specifications say of one application identifier, or of several that differ only in their number.
struct GS1Row: Sendable {
    struct Traits: OptionSet, Sendable {
        let rawValue: UInt8
        /// Of predefined length: nothing need separate it from what follows (figure 7.8.5-2).
        static let predefined = Traits(rawValue: 1)
        /// May be a query parameter of a Digital Link URI.
        static let attribute = Traits(rawValue: 2)
        /// May be the primary key of a Digital Link URI.
        static let key = Traits(rawValue: 4)
        /// Identifies or describes a person.
        static let person = Traits(rawValue: 8)
        /// Excludes the identifiers that differ from it in the last digit alone.
        static let alone = Traits(rawValue: 16)
    }

    /// The first number.
    let first: UInt16
    /// How many digits it is written in: 2, 3 or 4.
    let digits: UInt8
    /// How many consecutive numbers share the row.
    let span: UInt8
    let traits: Traits
    let marks: GS1Marks
    /// Each of the first `needCount` sets must be met by at least one element.
    let needCount: UInt8
    let needs: InlineArray<4, GS1Marks>
    let excludes: GS1Marks
    let qualifiers: GS1Qualifiers
    let minimum: Int
    let maximum: Int
    /// Most rows have this one alone; one of an `InlineArray` would be read from a copy of them all.
    let head: GS1Component
    let restCount: Int
    private let rest: InlineArray<4, GS1Component>

    init(
        _ code: String,
        span: UInt8 = 1,
        _ parts: [GS1Component],
        _ traits: Traits = [],
        marks: GS1Marks = [],
        needs: [GS1Marks] = [],
        excludes: GS1Marks = [],
        qualifiers: GS1Qualifiers = .none
    ) {
        first = code.utf8.reduce(0) { $0 * 10 + UInt16($1 - 0x30) }
        digits = UInt8(code.utf8.count)
        self.span = span
        self.traits = traits
        self.marks = marks
        needCount = UInt8(min(needs.count, 4))
        self.needs = InlineArray { $0 < needs.count ? needs[$0] : [] }
        self.excludes = excludes
        self.qualifiers = qualifiers
        head = parts.first ?? .n(upTo: 1)
        restCount = min(max(parts.count - 1, 0), 4)
        rest = InlineArray { $0 + 1 < parts.count ? parts[$0 + 1] : .n(upTo: 1) }
        minimum = parts.reduce(0) { $0 + ($1.isOptional ? 0 : Int($1.minimum)) }
        maximum = parts.reduce(0) { $0 + Int($1.maximum) }
    }

    /// The components behind the first, which few rows have.
    func checkRest(
        _ bytes: Span<UInt8>,
        from start: Int,
        to limit: Int,
        _ century: GS1Century
    ) throws(GS1Fault) -> Int {
        var index = start
        for number in 0..<restCount {
            index = try rest[number].check(bytes, from: index, to: limit, century)
        }
        return index
    }
}
