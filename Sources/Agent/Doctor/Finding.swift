package import FieldModel

/// One thing that doctor found, and what a technician can do about it.
package struct Finding: Sendable, Equatable {
    package var code: FindingCode
    /// What the texts name: the first is the thing that it is about.
    package var arguments: [String]

    /// Control characters are replaced, so that a finding prints as harmless lines.
    package init(_ code: FindingCode, _ arguments: String...) { self.init(code, arguments: arguments) }

    init(_ code: FindingCode, arguments: [String]) {
        self.code = code
        self.arguments = arguments.map { text in
            let scalars = text.unicodeScalars.prefix(400).map {
                $0.properties.generalCategory == .control ? "\u{FFFD}" : $0
            }
            return String(String.UnicodeScalarView(scalars))
        }
    }

    package enum Severity: String, CaseIterable, Sendable, Comparable {
        /// The node does not do its work.
        case error
        /// It works, and something will stop it or makes it worse.
        case warning
        /// Good to know.
        case note

        package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    package var severity: Severity { code.severity }

    package func problem(_ language: DoctorLanguage) -> String { fill(code.texts(language).problem) }
    /// Empty where nothing needs to be done.
    package func remedy(_ language: DoctorLanguage) -> String { fill(code.texts(language).remedy) }

    /// Puts arguments into `{0}`, `{1}` …
    private func fill(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "{") {
            result += rest[..<start]
            let after = rest[rest.index(after: start)...]
            guard let end = after.firstIndex(of: "}"), let index = Int(after[..<end]),
                arguments.indices.contains(index)
            else {
                result += rest[start...]
                return result
            }
            result += arguments[index]
            rest = after[after.index(after: end)...]
        }
        return result + rest
    }

    /// The object of docs/doctor.md.
    package func json(_ language: DoctorLanguage) -> JSONValue {
        .object([
            ("severity", .string(severity.rawValue)),
            ("code", .string(code.rawValue)),
            ("arguments", .array(arguments.map { .string($0) })),
            ("problem", .string(problem(language))),
            ("remedy", .string(remedy(language))),
        ])
    }
}

extension Finding {
    /// One line for the control socket: code and arguments with tabs between them.
    var line: String { ([code.rawValue] + arguments).joined(separator: "\t") }

    /// Reads such a line; `nil` for a code of another version.
    init?(line: Substring) {
        let fields = line.split(separator: "\t", maxSplits: 16, omittingEmptySubsequences: false)
        guard let code = fields.first.flatMap({ FindingCode(rawValue: String($0)) }) else { return nil }
        self.init(code, arguments: fields.dropFirst().map { String($0) })
    }
}

extension [Finding] {
    /// Worst first; those of one severity stay in the order in which they were found.
    package var worstFirst: [Finding] {
        enumerated().sorted { ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset) }.map(
            \.element
        )
    }
}
