import Codecs
import Foundation
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
}
