/// The counter that orders a node's epochs. It stands beside the node's key, outside the journal, so a journal that is
/// deleted or restored from an old copy still gets a higher epoch than every one before.
struct EpochCounter {
    private let path: String

    init(keysDirectory: String) { path = keysDirectory + "/epoch" }

    /// The next number, above `floor`; on the disk before it is returned.
    func raise(above floor: UInt32) throws(JournalError) -> UInt32 {
        let text = try DurableFile.read(path, limit: 16).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let last = UInt32(text.filter(\.isNumber)) ?? 0
        let (next, overflow) = max(last, floor).addingReportingOverflow(1)
        guard !overflow else { throw .noEpochLeft }
        try DurableFile.replace(path, with: Array("\(next)\n".utf8))
        return next
    }
}
