/// One thing that is wrong in a configuration file.
package struct ConfigFault: Error, Equatable, Sendable {
    /// Counted from 1; `nil` when the fault has no place, such as a missing table.
    package let line: Int?
    /// The dotted key, such as `input.baud`; empty for the file as a whole.
    package let key: String
    /// What was expected.
    package let message: String
    /// Path of the file that it stands in; `nil` for the configuration itself.
    package private(set) var file: String?

    /// Control characters are replaced, so that a fault prints as one harmless line.
    package init(line: Int?, key: String, message: String) {
        self.line = line
        self.key = Self.printable(key)
        self.message = Self.printable(message)
    }

    /// The same fault in a file that the configuration names.
    package func `in`(file: String?) -> ConfigFault {
        var fault = self
        fault.file = file
        return fault
    }

    private static func printable(_ text: String) -> String {
        let isControl: (Unicode.Scalar) -> Bool = { $0.properties.generalCategory == .control }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
    }
}

/// Every fault of a configuration and of its board, file by file in the order of their lines.
package struct ConfigFaults: Error, Equatable, Sendable, CustomStringConvertible {
    package let file: String
    package let faults: [ConfigFault]

    package init(file: String, faults: [ConfigFault]) {
        self.file = file
        self.faults = faults.enumerated()
            .sorted {
                ($0.element.file ?? "", $0.element.line ?? 0, $0.offset)
                    < ($1.element.file ?? "", $1.element.line ?? 0, $1.offset)
            }
            .map(\.element)
    }

    /// One `FILE:LINE: KEY: message` a line; what does not apply is left out.
    package var description: String {
        faults.map { fault in
            let file = fault.file ?? self.file
            let place = fault.line.map { "\(file):\($0)" } ?? file
            return [place, fault.key, fault.message].filter { !$0.isEmpty }.joined(separator: ": ")
        }.joined(separator: "\n")
    }
}
