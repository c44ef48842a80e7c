/// Which byte of a value comes first; A is the highest. Values of other sizes than two registers follow the same habits.
package enum RegisterOrder: String, CaseIterable, Sendable {
    /// High word first, high byte first: as the specification has it.
    case abcd = "ABCD"
    /// Low word first.
    case cdab = "CDAB"
    /// Bytes swapped within each word.
    case badc = "BADC"
    /// Low word first and bytes swapped.
    case dcba = "DCBA"

    var isLowWordFirst: Bool { self == .cdab || self == .dcba }
    var isByteSwapped: Bool { self == .badc || self == .dcba }

    /// The bits of a value of at most four registers, high word first.
    package func bits(_ words: some BidirectionalCollection<UInt16>) -> UInt64 {
        var bits: UInt64 = 0
        func add(_ word: UInt16) { bits = bits << 16 | UInt64(isByteSwapped ? word.byteSwapped : word) }
        if isLowWordFirst { words.reversed().forEach(add) } else { words.forEach(add) }
        return bits
    }
}
