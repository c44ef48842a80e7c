package import FieldModel

/// Rows of a node that a coordinator folds for it as well, and gives back when they were lost.
extension Projections {
    /// The stream from whose events alone a row of a node is folded: who is on board from `patients`, a balance from `stock`.
    package static func stream(ofRow name: String) -> FieldModel.Stream? {
        let row = name.hasPrefix(exercisePrefix) ? name.dropFirst(exercisePrefix.count) : name[...]
        return row == onboard ? .patients : row.hasPrefix(stockPrefix) ? .stock : nil
    }

    /// The name and the bytes of a row that somebody else folded.
    ///
    /// - Throws: `.corrupt` for bytes that no fold writes, and for those of another stream than `patients` and `stock`.
    package static func row(
        of stream: FieldModel.Stream,
        isExercise: Bool,
        state: [UInt8]
    ) throws(ProjectionError) -> (name: String, state: [UInt8]) {
        switch stream {
        case .patients:
            let state = try OnboardState(decoding: state)
            return (isExercise ? exercisePrefix + onboard : onboard, state.encoded())
        case .stock:
            let state = try StockState(decoding: state)
            return (name(of: state.key, isExercise: isExercise), state.encoded())
        default: throw .corrupt
        }
    }

    /// What stands before the names of a coordinator's rows of the same meaning.
    package static func stockPrefix(isExercise: Bool) -> String {
        isExercise ? exercisePrefix + stockPrefix : stockPrefix
    }
}
