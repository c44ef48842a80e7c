package import FieldModel

/// One row that a coordinator folded for its node.
package struct BaselineRow: Sendable, Equatable {
    package let name: String
    package let state: [UInt8]

    package init(name: String, state: [UInt8]) {
        self.name = name
        self.state = state
    }
}

extension Journal {
    /// Rows that one transaction takes.
    private static let rowsPerStep = 512

    /// Takes over the state of a stream that the coordinator folded, in place of what is unknown here, and folds what
    /// came since on top. Appends go on meanwhile.
    ///
    /// `through` says of each epoch below which offset everything is folded, but for what the coordinator never received.
    ///
    /// - Returns: false, with nothing changed, where the rows and the events that are kept do not join: something that is here
    ///   did not reach the coordinator, or something after the baseline is lost. A later baseline may do.
    package func take(
        _ rows: [BaselineRow],
        of stream: FieldModel.Stream,
        through: [Epoch: UInt64]
    ) async throws(JournalError) -> Bool {
        let begun = try await perform { engine throws(JournalError) in
            try engine.beginBaseline(stream, through: through)
        }
        guard let stamp = begun else { return false }
        do throws(JournalError) {
            for start in stride(from: 0, to: rows.count, by: Self.rowsPerStep) {
                let part = rows[start..<min(start + Self.rowsPerStep, rows.count)]
                try await perform { engine throws(JournalError) in
                    try engine.takeBaseline(part, stamp: stamp)
                }
            }
            try await perform { engine throws(JournalError) in try engine.endBaseline(stream, rows) }
        } catch {
            try await perform { engine in engine.releaseBaseline() }
            throw error
        }
        return true
    }
}
