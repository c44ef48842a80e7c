import LinuxIO

/// The first bytes of an SQLite file, read without SQLite: sqlite.org/fileformat.html.
struct LedgerHeader {
    let isSQLite: Bool
    let application: UInt64

    /// Returns `nil` for a file that is shorter or cannot be read.
    init?(path: String) {
        guard let bytes = try? DurableFile.read(path, limit: 100), bytes.count == 100 else { return nil }
        isSQLite = bytes.starts(with: Array("SQLite format 3\0".utf8))
        application = UInt64(bigEndianBytes: bytes[68..<72])
    }

    var isOurs: Bool { isSQLite && application == UInt64(LedgerSchema.applicationID) }
}
