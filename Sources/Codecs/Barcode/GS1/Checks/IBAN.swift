/// International bank account numbers.
///
/// Source: ISO 13616-1: country, two check digits, and up to 30 capitals or digits; modulo 97 with the first four moved to
/// the end and letters as 10...35 leaves 1.
enum IBAN {
    static func check(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(GS1Fault) {
        let start = range.lowerBound
        guard range.count > 10 else { throw GS1Fault(reason: .content, index: start) }
        guard ISOCodes.hasCountry(bytes[start], bytes[start + 1]) else {
            throw GS1Fault(reason: .content, index: start)
        }
        var sum = 0
        for offset in 4..<range.count + 4 {
            let index = start + (offset < range.count ? offset : offset - range.count)
            switch bytes[index] {
            case 0x30...0x39: sum = (sum * 10 + Int(bytes[index]) - 0x30) % 97
            case 0x41...0x5A: sum = (sum * 100 + Int(bytes[index]) - 0x41 + 10) % 97
            default: throw GS1Fault(reason: .content, index: index)
            }
        }
        guard sum == 1 else { throw GS1Fault(reason: .checkDigit, index: start + 2) }
    }
}
