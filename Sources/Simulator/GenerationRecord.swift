import Glibc
package import LinuxIO
import Synchronization

/// What was generated, one JSON object a line, for a comparison with what arrived.
package final class GenerationRecord: Sendable {
    package enum Field: Sendable {
        case text(String)
        case number(Int)
        /// Degrees, seven decimals.
        case degrees(Double)
    }

    private let file: Mutex<FileDescriptor?>

    /// Appends to the file; `nil` records nothing.
    package init(path: String?) throws(Errno) {
        guard let path else {
            file = Mutex(nil)
            return
        }
        file = Mutex(
            try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o644)
        )
    }

    /// Writes one line at once.
    package func add(_ fields: KeyValuePairs<String, Field>) {
        let members = fields.map { "\(Self.quoted($0.key)):\(Self.encoded($0.value))" }
        let line = "{" + members.joined(separator: ",") + "}\n"
        file.withLock { file in
            // A full disk ends the record, not the demonstration; the comparison then misses lines and says so.
            _ = try? file?.write(Array(line.utf8)[...])
        }
    }

    private static func encoded(_ field: Field) -> String {
        switch field {
        case .text(let text): quoted(text)
        case .number(let number): String(number)
        case .degrees(let degrees): NMEAWriter.decimal(degrees, 7)
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{00}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
