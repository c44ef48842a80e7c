import TestKit
import Testing

@testable import Codecs

@Suite struct HIDReportDescriptorTests {
    private func descriptor(_ bytes: [UInt8]) throws(HIDDescriptorError) -> HIDReportDescriptor {
        try HIDReportDescriptor(bytes.span)
    }

    private func fields(_ bytes: [UInt8], _ kind: HIDReportDescriptor.Kind) throws -> [[Int]] {
        try descriptor(bytes).fields.filter { $0.kind == kind }.map {
            [Int($0.report), Int($0.usage.page), Int($0.usage.id), $0.bit, $0.size, $0.count]
        }
    }

    @Test func `the fields of a scanner stand where the makers' tables have them`() throws {
        let inputs = try fields(HIDReports.scanner, .input)
        #expect(
            inputs == [
                [2, 0x01, 0x3B, 0, 8, 1], [2, 0x8C, 0xFB, 8, 8, 1], [2, 0x8C, 0xFC, 16, 8, 1],
                [2, 0x8C, 0xFD, 24, 8, 1], [2, 0x8C, 0xFE, 32, 8, 56], [2, 0xFF66, 4, 480, 8, 1],
                [2, 0xFF66, 0, 488, 8, 1], [2, 0x8C, 0xFF, 496, 1, 8],
            ]
        )
        let descriptor = try descriptor(HIDReports.scanner)
        #expect(descriptor.length(.input, report: 2) == 64)
        #expect(descriptor.length(.output, report: 4) == 2)
        #expect(descriptor.isNumbered)
    }

    @Test func `a keyboard has its modifiers and lights, and its six keys are no fields of their own`() throws
    {
        #expect(try fields(HIDReports.keyboard, .input).map { $0[2] } == Array(0xE0...0xE7))
        #expect(try fields(HIDReports.keyboard, .output).map { $0[3] } == [0, 1, 2, 3, 4])
        #expect(try descriptor(HIDReports.keyboard).length(.input, report: 0) == 8)
        #expect(HIDScanLayout(try descriptor(HIDReports.keyboard)) == nil)
    }

    /// Descriptors that cannot be, and why.
    private static let broken: [(bytes: [UInt8], error: HIDDescriptorError)] = [
        ([0x05], .truncated), ([0x26, 0xFF], .truncated), ([0xFE], .truncated),
        ([0xFE, 0x04, 0x00], .truncated),
        ([0xA1, 0x01], .unbalanced), ([0xC0], .unbalanced), ([0xB4], .unbalanced),
        ([0x85, 0x00], .badReport), ([0x86, 0x00, 0x01], .badReport),
        (
            [UInt8](repeating: 0xA1, count: 1) + Array([[0x01, 0xA1]].joined())
                + [UInt8](repeating: 0x01, count: 1), .unbalanced
        ),
        (Array(repeatElement([0xA1, 0x01], count: 33).joined()), .tooDeep),
        ([UInt8](repeating: 0xA4, count: 33), .tooDeep),
        ([0x75, 0x08, 0x97, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 0x02], .tooLong),
        ([0x77, 0xFF, 0xFF, 0xFF, 0xFF, 0x97, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 0x02], .tooLong),
        ([0x75, 0x08, 0x96, 0x00, 0x08, 0x81, 0x02, 0x81, 0x02, 0x81, 0x02], .tooLong),
        ([0x75, 0x01, 0x96, 0x58, 0x02, 0x19, 0x00, 0x2A, 0xFF, 0xFF, 0x81, 0x02], .tooManyFields),
        ([UInt8](repeating: 0, count: 4_097), .tooLong),
    ]

    @Test(arguments: broken) func `what cannot be is refused`(_ bytes: [UInt8], _ error: HIDDescriptorError) {
        #expect(throws: error) { try descriptor(bytes) }
    }

    @Test func `usages with a page of their own, pushed globals and long items are understood`() throws {
        let bytes: [UInt8] = [
            0xFE, 0x02, 0x10, 0xAA, 0xBB, 0x05, 0x01, 0x75, 0x08, 0x95, 0x01, 0xA4, 0x05, 0x8C, 0x75, 0x10,
            0x0B,
            0x3B, 0x00, 0x01, 0x00, 0x81, 0x02, 0xB4, 0x09, 0x30, 0x81, 0x02,
        ]
        #expect(try fields(bytes, .input) == [[0, 1, 0x3B, 0, 16, 1], [0, 1, 0x30, 16, 8, 1]])
    }

    @Test(arguments: 0..<32) func `damaged descriptors trap nothing and reach nowhere`(seed: UInt64) {
        var random = SplitMix(seed)
        for _ in 0..<400 {
            var bytes = seed % 2 == 0 ? HIDReports.scanner : HIDReports.keyboard
            for _ in 0...random.next(below: 6) {
                let place = random.next(below: bytes.count)
                switch random.next(below: 3) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                default: bytes.remove(at: place)
                }
            }
            guard let descriptor = try? descriptor(bytes) else { continue }
            for field in descriptor.fields {
                #expect(field.bit >= 0 && field.size > 0 && field.count > 0)
                #expect(field.bit + field.size * field.count <= 8 * HIDReportDescriptor.maximumBytes)
            }
            guard let layout = HIDScanLayout(descriptor) else { continue }
            var decoder = HIDScanDecoder(layout: layout)
            for _ in 0..<20 {
                let report = (0..<random.next(below: 80)).map { _ in UInt8(truncatingIfNeeded: random.next())
                }
                let scan = decoder.take(([2] + report)[...])
                #expect((scan?.bytes.count ?? 0) <= KeyDecoder.capacity)
            }
        }
    }
}
