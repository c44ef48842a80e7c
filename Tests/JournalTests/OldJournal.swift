import FieldModel
import Testing

@testable import Journal

/// The files of a journal as an earlier schema left them, kept in `Tests/Vectors`.
struct OldJournal: Sendable, CustomTestStringConvertible {
    let version: Int
    /// By their paths in a `JournalFolder`.
    let files: [String: [UInt8]]

    var testDescription: String { "schema \(version)" }

    /// Records an issue when a file is missing.
    init(_ version: Int) {
        self.version = version
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(2)
        let vectors = parts.joined(separator: "/") + "/Vectors/journal-\(version)"
        var names = [("journal.db", "journal"), ("journal.marks", "journal"), ("epoch", "keys")]
        // Schema 1 had no record beside the keys.
        if version > 1 { names.append(("journal.id", "keys")) }
        var files: [String: [UInt8]] = [:]
        for (file, place) in names {
            files["\(place)/\(file)"] = try? DurableFile.read("\(vectors)/\(file)", limit: 1 << 20)
            if files["\(place)/\(file)"] == nil { Issue.record("\(vectors)/\(file) is missing") }
        }
        self.files = files
    }

    /// Rows of state that can be read, by name.
    static func states(_ journal: Journal) async throws(JournalError) -> [String: [UInt8]] {
        try await journal.perform { engine throws(JournalError) in
            let stored = try engine.storedProjections(passingDamaged: true)
            return Dictionary(stored.map { ($0.name, $0.state) }) { $1 }
        }
    }
}
