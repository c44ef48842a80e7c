import TestKit
import Testing

@testable import Codecs

@Suite struct GS1ComponentTests {
    private static let components: [GS1Component] = [.n(8), .x(8), .y(upTo: 8), .z(upTo: 8)]

    @Test(arguments: components.indices)
    func `eight at a time and one by one agree`(index: Int) {
        let component = Self.components[index]
        var random = SplitMix(12)
        for _ in 0..<20_000 {
            var bytes = (0..<Int.random(in: 1...24, using: &random)).map { _ in
                UInt8.random(in: 0x30...0x39, using: &random)
            }
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255,
                    using: &random
                )
            }
            let refusal = Self.refusal(bytes) { try component.findRefusal($0, $1) }
            #expect(Self.refusal(bytes) { try component.checkCharacters($0, $1) } == refusal)
            if component.characters.surelyHold(bytes.span, 0..<bytes.count) { #expect(refusal == nil) }
        }
    }

    /// A refusal must come from the characters or from the check, and acceptance from both.
    @Test(
        arguments: [
            .n(6, .dayOrMonth), .n(8, .checkDigit), .n(14, .checkDigit), .n(7), .x(5), .y(upTo: 8),
            .z(upTo: 8),
        ] as [GS1Component]
    )
    func `what is good at a glance is good when looked at closely`(component: GS1Component) {
        let count = Int(component.minimum)
        let century = GS1Century(currentYear: 2026)
        var random = SplitMix(13)
        var good = 0
        for _ in 0..<40_000 {
            // Few digits make likely days and check digits.
            var bytes = (0..<count).map { _ in UInt8.random(in: 0x30...0x33, using: &random) }
            if Int.random(in: 0..<4, using: &random) == 0 {
                bytes[Int.random(in: 0..<count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let refusal = Self.refusal(bytes) {
                try component.findRefusal($0, $1)
                try component.check.run($0, $1, century)
            }
            let actual = Self.refusal(bytes) {
                _ = try component.check($0, from: $1.lowerBound, to: $1.upperBound, century)
            }
            #expect(actual == refusal)
            if count <= 8 {
                let value = count == 8 ? EightBytes(bytes.span, at: 0) : EightBytes(bytes.span, 0..<count)
                if component.isSurelyGood(value, count: count, century) { #expect(refusal == nil) }
            }
            if refusal == nil { good += 1 }
        }
        #expect(good > 1_000)
    }

    @Test func `only a value of the right length is known at a glance`() {
        let century = GS1Century(currentYear: 2026)
        func known(_ component: GS1Component, _ text: String) -> Bool {
            let bytes = Array(text.utf8)
            return component.isSurelyGood(
                EightBytes(bytes.span, 0..<bytes.count),
                count: bytes.count,
                century
            )
        }
        #expect(["280229", "270228", "270200", "991231"].allSatisfy { known(.n(6, .dayOrMonth), $0) })
        #expect(
            !["270229", "27022", "271301", "270431", "2702281"].contains { known(.n(6, .dayOrMonth), $0) }
        )
        #expect(known(.x(upTo: 3), "L-1") && known(.n(upTo: 3), "123"))
        #expect(!known(.x(upTo: 3), "L-12") && !known(.x(upTo: 3), "") && !known(.n(upTo: 3), "1A"))
        #expect(!known(.n(upTo: 3, .nonzero), "123") && !known(.y(upTo: 3), "12"))
    }

    private static func refusal(
        _ bytes: [UInt8],
        _ check: (Span<UInt8>, Range<Int>) throws -> Void
    ) -> GS1Fault? {
        do { try check(bytes.span, 0..<bytes.count) } catch { return error as? GS1Fault }
        return nil
    }

    @Test(
        arguments: [
            ("0123456789", [0, 1]), ("LOT-9/A", [1]), ("REF.123", [1]), ("%&'()*+,-./:;<=>?", [1]),
            ("A_b", []), ("!", []),
            ("AB#-/9", []), ("a{b", []), ("A^", []), ("\u{1D}", []),
        ] as [(String, [Int])]
    )
    func `the common characters are known at once`(text: String, sets: [Int]) {
        let bytes = Array(text.utf8)
        let known = Self.components.indices.filter {
            Self.components[$0].characters.surelyHold(bytes.span, 0..<bytes.count)
        }
        #expect(known == sets)
    }
}
