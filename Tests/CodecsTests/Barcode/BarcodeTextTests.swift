import Codecs
import TestKit
import Testing

@Suite struct BarcodeTextTests {
    @Test func `parts of any length are kept whole until the text is full`() {
        var random = SplitMix(11)
        for _ in 0..<200 {
            var text = BarcodeText()
            var expected: [UInt8] = []
            while true {
                let source = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                    UInt8.random(in: 0...127, using: &random)
                }
                let start = Int.random(in: 0...source.count, using: &random)
                let range = start..<Int.random(in: start...source.count, using: &random)
                guard let slice = text.append(source.span, range) else {
                    #expect(expected.count + range.count > BarcodeText.capacity)
                    break
                }
                #expect(slice == BarcodeSlice(start: expected.count, count: range.count))
                expected += source[range]
                #expect(text.count == expected.count)
            }
            #expect((0..<text.count).map { text[$0] } == expected)
        }
    }

    @Test func `the last byte can be used`() {
        let source = [UInt8](repeating: 0x41, count: BarcodeText.capacity)
        var text = BarcodeText()
        let slices = [509, 4, 3, 0, 1].map { text.append(source.span, 0..<$0) }
        #expect(
            slices == [
                BarcodeSlice(start: 0, count: 509), nil, BarcodeSlice(start: 509, count: 3),
                BarcodeSlice(start: 512, count: 0), nil,
            ]
        )
        let isTaken = text.append(0x41)
        #expect(!isTaken)
    }
}
