/// The keys that are down, of the codes 0...255.
package struct KeySet: Sendable, Hashable {
    private var words = SIMD4<UInt64>()

    package init() {}

    /// From a bitmap as the kernel gives it: bit 0 of the first byte is key 0. Keys beyond 255 are left out.
    package init(bitmap: some Collection<UInt8>) {
        for (index, byte) in bitmap.prefix(32).enumerated() where byte != 0 {
            words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
        }
    }

    package subscript(key: UInt16) -> Bool {
        get { key < 256 && words[Int(key >> 6)] & 1 << UInt64(key & 63) != 0 }
        set {
            guard key < 256 else { return }
            let bit: UInt64 = 1 << UInt64(key & 63)
            if newValue { words[Int(key >> 6)] |= bit } else { words[Int(key >> 6)] &= ~bit }
        }
    }

    package var isEmpty: Bool { words == SIMD4<UInt64>() }

    package func hasEither(_ one: UInt16, _ other: UInt16) -> Bool { self[one] || self[other] }
}
