/// A set of numbers from 0 to 999.
struct BitSet1000: Sendable {
    private var words = InlineArray<16, UInt64>(repeating: 0)

    init(_ members: [UInt16]) {
        for member in members where member < 1_000 { words[Int(member) / 64] |= 1 << UInt64(member % 64) }
    }

    func contains(_ number: UInt64) -> Bool {
        number < 1_000 && words[Int(number) / 64] & (1 << (number % 64)) != 0
    }
}
