import Codecs
import TestKit
import Testing

@Suite struct CheckDigitTests {
    /// General Specifications, section 7.9.1, and numbers of the vectors.
    @Test(
        arguments: [
            "6291041500213", "73500537", "036000291452", "07350035400010", "373500354000000011", "00", "0",
        ]
    )
    func `a right last digit is taken and every other refused`(text: String) {
        var digits = Array(text.utf8)
        let last = digits.count - 1
        let right = digits[last]
        let computed = CheckDigit.gs1(digits.span, 0..<last)
        #expect(computed == right)
        for digit in UInt8(0x30)...0x39 {
            digits[last] = digit
            let isRight = CheckDigit.isLastGS1(digits.span, 0..<digits.count)
            #expect(isRight == (digit == right))
        }
    }

    @Test func `eight at a time and one by one agree on any digits`() {
        var random = SplitMix(10)
        for _ in 0..<5_000 {
            var digits = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                UInt8.random(in: 0x30...0x39, using: &random)
            }
            let start = Int.random(in: 0..<digits.count, using: &random)
            let last = Int.random(in: start..<digits.count, using: &random)
            let right = CheckDigit.gs1(digits.span, start..<last)
            let isRight = CheckDigit.isLastGS1(digits.span, start..<last + 1)
            #expect(isRight == (digits[last] == right))
            digits[last] = right
            let isRepaired = CheckDigit.isLastGS1(digits.span, start..<last + 1)
            #expect(isRepaired)
        }
    }

    @Test(arguments: ["0000000000000:", "0000000P", "@00000000000000000"])
    func `what is no digit is refused even where its low bits would do`(text: String) {
        let bytes = Array(text.utf8)
        let isRight = CheckDigit.isLastGS1(bytes.span, 0..<bytes.count)
        #expect(!isRight)
    }
}
