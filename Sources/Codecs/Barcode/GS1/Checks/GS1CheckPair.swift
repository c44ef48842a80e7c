/// The check character pair of alphanumeric keys.
///
/// Source: GS1 General Specifications, section 7.9.5: positions in character set 82 are weighted with primes from right to
/// left and summed modulo 1021; the ten bits of the sum are two characters of a set of 32.
package enum GS1CheckPair {
    /// The pair for characters of set 82, at most 88 of them.
    package static func characters(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (first: UInt8, second: UInt8)
    {
        var sum = 0
        var prime = 1
        for index in range.reversed() {
            prime = next(after: prime)
            sum = (sum + weight(bytes[index]) * prime) % 1_021
        }
        return (character(sum >> 5), character(sum & 31))
    }

    /// Whether a character can be one of a pair: no 0, 1, I or O.
    static func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x32...0x39, 0x41...0x48, 0x4A...0x4E, 0x50...0x5A: true
        default: false
        }
    }

    /// The position in character set 82.
    private static func weight(_ byte: UInt8) -> Int {
        switch byte {
        case 0x21, 0x22: Int(byte) - 0x21
        case 0x25...0x3F: Int(byte) - 0x25 + 2
        case 0x41...0x5A: Int(byte) - 0x41 + 29
        case 0x5F: 55
        case 0x61...0x7A: Int(byte) - 0x61 + 56
        default: 0
        }
    }

    /// The n-th of `23456789ABCDEFGHJKLMNPQRSTUVWXYZ`.
    private static func character(_ value: Int) -> UInt8 {
        switch value {
        case ..<8: UInt8(0x32 + value)
        case ..<16: UInt8(0x41 + value - 8)
        case ..<21: UInt8(0x4A + value - 16)
        default: UInt8(0x50 + value - 21)
        }
    }

    private static func next(after prime: Int) -> Int {
        var candidate = prime + 1
        while !isPrime(candidate) { candidate += 1 }
        return candidate
    }

    private static func isPrime(_ number: Int) -> Bool {
        var divisor = 2
        while divisor * divisor <= number {
            if number.isMultiple(of: divisor) { return false }
            divisor += 1
        }
        return number > 1
    }
}
