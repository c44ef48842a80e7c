import Codecs
import Foundation
import TestKit
import Testing

/// The stream that `budkavle decode barcode` runs.
@Suite struct BarcodeLinesTests {
    private func answers(
        _ input: String,
        isJSON: Bool = false,
        year: Int = 2026,
        piece: Int = .max
    ) -> [String] {
        answers(Array(input.utf8), isJSON: isJSON, year: year, piece: piece).lines
    }

    private func answers(
        _ input: [UInt8],
        isJSON: Bool,
        year: Int = 2026,
        piece: Int = .max
    ) -> (lines: [String], hasFaults: Bool) {
        var lines = BarcodeLines(isJSON: isJSON, currentYear: year)
        var output: [UInt8] = []
        var start = 0
        while start < input.count {
            let end = piece < input.count - start ? start + piece : input.count
            lines.take(input[start..<end], to: &output)
            start = end
        }
        lines.finish(to: &output)
        let text = String(decoding: output, as: UTF8.self)
        return (
            text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init),
            lines.hasFaults
        )
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    /// Everything that the case expects must stand in the answer; more may.
    private func differences(_ expected: [String: Any], _ answer: [String: Any]) -> [String] {
        expected.compactMap { key, value in
            if key == "disputed" { return nil }
            guard let got = answer[key] else { return "\(key): expected \(value), got nothing" }
            return (value as? NSObject) == (got as? NSObject) ? nil : "\(key): expected \(value), got \(got)"
        }
    }

    @Test(.enabled(if: SharedCases.text != nil, "the shared cases are not beside the project"))
    func `every shared case is answered as expected`() throws {
        let cases = try SharedCases.all()
        #expect(cases.count == 277)
        for item in cases {
            let data = try JSONSerialization.data(withJSONObject: item.input, options: .fragmentsAllowed)
            let input = String(decoding: data, as: UTF8.self) + "\n"
            let lines = answers(input, isJSON: true, year: item.year)
            try #require(lines.count == 1, "\(item.id)")
            let answer = try object(lines[0])
            #expect(differences(item.expected, answer) == [], "\(item.id) \(lines[0])")
            if item.system != "scanner", item.expected["error"] as? String != "personal_number" {
                #expect(answer["system"] as? String == item.system, "\(item.id) \(lines[0])")
            }
        }
    }

    @Test(.enabled(if: SharedCases.text != nil, "the shared cases are not beside the project"))
    func `scans that belong together may also come line by line`() throws {
        for item in try SharedCases.all() {
            guard let scans = item.input as? [String] else { continue }
            let data = try scans.map {
                try JSONSerialization.data(withJSONObject: $0, options: .fragmentsAllowed)
            }
            let input = data.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
            let last = try object(try #require(answers(input, isJSON: true, year: item.year).last))
            #expect(differences(item.expected, last) == [], "\(item.id)")
        }
    }

    @Test func `answers do not depend on how the stream is cut`() {
        let input = Array("]E07350035400010\n\r\n+A123BJC5D6E71G\nx\n]d2010735003540001010L1".utf8)
        let whole = answers(input, isJSON: false).lines
        #expect(whole.count == 5)
        for piece in 1...input.count {
            #expect(answers(input, isJSON: false, piece: piece).lines == whole)
        }
    }

    @Test func `a line that never ends is answered once and not held`() throws {
        let long = [UInt8](repeating: 0x31, count: 100_000)
        let lines = answers(long + [0x0A] + Array("]E07350035400010\n".utf8), isJSON: false, piece: 999).lines
        #expect(lines.count == 2)
        #expect(try object(lines[0])["error"] as? String == "too_long")
        #expect(try object(lines[1])["ok"] as? Bool == true)
    }

    @Test(arguments: [
        "", "x", "1", "null", "{}", "[", "[]", "[1]", "\"", "\"a", "\"a\" b", "\"\\x\"", "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"", "\"\t\"", "[\"a\",]",
    ])
    func `a line that is no JSON string is named`(line: String) throws {
        let lines = answers(line + "\n", isJSON: true)
        #expect(lines == [#"{"ok":false,"error":"input"}"#])
    }

    @Test func `escapes of JSON are bytes of the scan`() throws {
        let lines = answers(
            #"  "\u005dd2\u0030107350035400010\u00310A\/\u0022"  "# + "\n"
                + #"["\u00a8d2010735003540001010B+12","]E07350035400010"]"# + "\n",
            isJSON: true
        )
        let first = try #require(try object(lines[0])["elements"] as? [[String]])
        #expect(first.last == ["10", "A/\""])
        #expect(try object(lines[1])["messages"] as? Int == 2)
        #expect(answers("\"\\ud83d\\ude00\"\n", isJSON: true).count == 1)
    }

    @Test func `the same scan again is marked, and counted as often as it came`() throws {
        let lines = answers("]E07350035400010\n]E07350035400010\n]E07350035400010\n]E473500537\n")
        let marks = try lines.map { try object($0)["duplicate_of_previous"] as? Bool }
        #expect(marks == [nil, true, true, nil])
        #expect(try lines.map { try object($0)["messages"] as? Int } == [nil, 2, 3, nil])
    }

    @Test func `every answer is one line of JSON whatever bytes come`() throws {
        var random = SplitMix(7)
        for _ in 0..<300 {
            let count = random.next(below: 40)
            let bytes = (0..<count).map { _ in UInt8(random.next(below: 256)) }.filter {
                $0 != 0x0A
            }
            let lines = answers(bytes + [0x0A], isJSON: false).lines
            #expect(lines.count == 1)
            _ = try object(lines[0])
        }
    }

    @Test func `a fault anywhere is remembered for the exit status`() {
        #expect(!answers(Array("]E07350035400010\n".utf8), isJSON: false).hasFaults)
        #expect(answers(Array("]E07350035400011\n]E07350035400010\n".utf8), isJSON: false).hasFaults)
        #expect(answers(Array("811218-9876\n".utf8), isJSON: false).hasFaults)
    }

    /// A medical device with its identifier, a Nordic article, an item without production data, a place, and what is no GS1.
    @Test(
        arguments: [
            (
                "]d201073500354000101727033110B12A\u{1D}21SN0001",
                [
                    "(01)07350035400010(17)270331(10)B12A(21)SN0001", "07350035400010",
                    "(17)270331(10)B12A(21)SN0001", nil,
                ]
            ),
            ("]d20107046260123458", ["(01)07046260123458", "07046260123458", nil, "012345"]),
            ("]d24147350035400003", ["(414)7350035400003", nil, nil, nil]),
            ("+A123BJC5D6E71G", [nil, nil, nil, nil]),
        ] as [(String, [String?])]
    )
    func `details are told when they are asked for, and change nothing else`(
        scan: String,
        expected: [String?]
    ) throws {
        var answers: [[String: Any]] = []
        for hasDetails in [true, false] {
            var lines = BarcodeLines(isJSON: false, currentYear: 2026, hasDetails: hasDetails)
            var output: [UInt8] = []
            lines.take(Array((scan + "\n").utf8)[...], to: &output)
            answers.append(try object(String(decoding: output, as: UTF8.self)))
        }
        let keys = ["hri", "udi_di", "udi_pi"]
        #expect((keys + ["nordic_vnr"]).map { answers[0][$0] as? String } == expected)
        for key in keys { answers[0][key] = nil }
        #expect(answers[0] as NSDictionary == answers[1] as NSDictionary)
    }

    @Test(
        arguments: [
            (
                #"["]C10107350035400010","]C11727033110L1"]"#,
                #"{"ok":true,"system":"gs1","symbology":"]C1","elements":[["01","07350035400010"],["17","270331"],"#
                    + #"["10","L1"]],"dates":{"17":"2027-03-31"},"messages":2}"#
            ),
            (
                #"["]C11727033110L1","]C12401A","]C10107350035400010"]"#,
                #"{"ok":true,"system":"gs1","symbology":"]C1","elements":[["17","270331"],["10","L1"],["240","1A"],"#
                    + #"["01","07350035400010"]],"dates":{"17":"2027-03-31"},"messages":3}"#
            ),
            (
                #"["+A123BJC5D6E71G","+$$3270930LOT1GJ"]"#,
                #"{"ok":true,"system":"hibc","lic":"A123","pcn":"BJC5D6E7","uom":1,"exp":"2027-09-30","lot":"LOT1","#
                    + #""link":"G","messages":2}"#
            ),
        ]
    )
    func `labels of one item are read together`(input: String, expected: String) {
        #expect(answers(input + "\n", isJSON: true) == [expected])
    }

    @Test func `the labels of one item are not held against the item before`() {
        let primary = #""+A123BJC5D6E71G""#
        let secondary = #""+$$3270930LOT1HK""#
        let input = "[\(secondary),\(primary)]\n[\(primary),\(primary)]\n[\(secondary),\"\"]\n"
        let lines = answers(input, isJSON: true)
        #expect(lines.map { $0.contains("duplicate_of_previous") } == [false, true, false])
        #expect(!lines.contains { $0.contains("hibc_link") })
    }

    @Test(
        arguments: [
            (#"["]C100373500354000000011","]C110L1"]"#, "missing_required"),
            (#"["]C1010735003540001010L1","]C110L2"]"#, "missing_required"),
            (#"["]C10107350035400010","+$$3270930LOT1GJ","]C110L1"]"#, "missing_required"),
            (#"["]C10107350035400010","]C10207350035400010"]"#, "missing_required"),
        ]
    )
    func `labels that are not of one item stay apart`(input: String, reason: String) throws {
        let answer = try object(answers(input + "\n", isJSON: true)[0])
        #expect(answer["ok"] as? Bool == false)
        #expect(answer["error"] as? String == reason)
    }
}
