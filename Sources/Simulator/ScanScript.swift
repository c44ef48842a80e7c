/// What a person does with a scanner: scans with pauses between.
///
/// As a file, one scan a line, `+SECONDS scan TEXT`; `\x1D` in the text is the group separator, empty lines and lines that
/// begin with `#` are skipped.
package struct ScanScript: Sendable {
    package struct Step: Sendable, Equatable {
        /// Seconds of simulated time before the scan.
        package var pause: Double
        package var text: String
        /// What the scan means, for the record.
        package var meaning: String

        package init(pause: Double, text: String, meaning: String = "") {
            self.pause = pause
            self.text = text
            self.meaning = meaning
        }
    }

    /// A line that is no step.
    package struct Fault: Error, Equatable {
        package let line: Int

        package init(line: Int) { self.line = line }
    }

    package let steps: [Step]

    package init(steps: [Step]) { self.steps = steps }

    package init(parsing text: String) throws(Fault) {
        var steps: [Step] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
            let words = line.split(separator: " ", maxSplits: 2)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard words.count == 3, words[1] == "scan", first.hasPrefix("+"),
                let pause = Double(first.dropFirst()), (0...86_400).contains(pause)
            else { throw Fault(line: index + 1) }
            steps.append(Step(pause: pause, text: Self.unescaped(words[2])))
        }
        self.steps = steps
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var rest = text
        while let character = rest.first {
            if rest.hasPrefix("\\x1D") {
                result += "\u{1D}"
                rest = rest.dropFirst(4)
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
