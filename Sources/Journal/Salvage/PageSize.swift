/// How large the pages of a database are that may have lost its header.
enum PageSize {
    private static let sampled = 256

    /// What the database says, else the log, else the caller, else what more pages look like.
    static func find(_ database: PageFile, _ log: PageFile, hint: Int?) -> Int {
        header(database) ?? LogIndex.pageSize(log) ?? hint.flatMap { isPossible($0) ? $0 : nil }
            ?? Schema.pageSizes.max { leaves(database, log, $0) < leaves(database, log, $1) } ?? 4096
    }

    /// Either of two marks is enough, so that damage in one does not hide the size.
    private static func header(_ database: PageFile) -> Int? {
        guard let header = database.bytes(at: 0, count: 100) else { return nil }
        // The shares of payload, which are the same in every database.
        guard header.starts(with: Array("SQLite format 3\0".utf8)) || Array(header[21..<24]) == [64, 32, 32]
        else { return nil }
        let size = header.short(at: 16) == 1 ? 65_536 : header.short(at: 16)
        return isPossible(size) ? size : nil
    }

    private static func isPossible(_ size: Int) -> Bool {
        (512...65_536).contains(size) && size.nonzeroBitCount == 1
    }

    private static func leaves(_ database: PageFile, _ log: PageFile, _ size: Int) -> Int {
        let pages = database.size / size
        let step = max(1, pages / sampled)
        let frames = min(sampled, log.size / size)
        let places =
            stride(from: 0, to: pages, by: step).map { (database, $0 * size) }
            + (0..<frames).map { (log, LogIndex.offset(of: $0, pageSize: size)) }
        // Leaves are a share of all pages at the right size. A larger size sees fewer places, and of those fewer that fit.
        return places.count { file, offset in
            file.bytes(at: offset, count: size).map(PageCells.isLeaf) ?? false
        }
    }
}
