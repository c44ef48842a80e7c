/// Reads rows out of a SQLite database and its write-ahead log without SQLite, whatever is damaged in them.
///
/// Every page is read cell by cell, first those of the database, then those of the log in the order in which they were
/// written, whether SQLite would still believe them or not. Freed pages and images that were replaced give old rows, some rows
/// come twice, and garbage may look like a row: whoever asks must be able to tell. Memory grows neither with the database nor
/// with the log. Source of the formats: sqlite.org/fileformat2.html.
struct PageScanner {
    struct Row: Hashable {
        /// `nil` in a table without row ids.
        var id: Int64?
        var columns: [Column]
    }

    enum Column: Hashable {
        case null
        case int(Int64)
        case real(Double)
        case blob([UInt8])
        case text(String)
    }

    /// Bytes of rows after which a call returns early, and that one page may draw from overflow pages.
    private static let batchLimit = 4 << 20

    /// Pages read so far. A later scan of the same files that is set to it goes on from here.
    var position = 0
    let pageSize: Int
    private let database: PageFile
    private let log: PageFile
    private var index: LogIndex
    private let databasePages: Int

    /// Opens what is there: a file that is missing is empty. The log is beside the database. The hint is asked for the size
    /// of a page when the headers of both are damaged.
    init(database path: String, pageSize hint: Int? = nil) {
        database = PageFile(path: path)
        log = PageFile(path: path + "-wal")
        pageSize = PageSize.find(database, log, hint: hint)
        index = LogIndex(log, pageSize: pageSize)
        databasePages = (database.size + pageSize - 1) / pageSize
    }

    /// How many pages there are to read.
    var pages: Int { databasePages + index.frames }

    /// The rows of the next pages, `count` at most; `nil` when all have been read.
    ///
    /// The first calls look through the log, as many frames at a time, and have no rows: overflow pages may stand there.
    mutating func next(pages count: Int) -> [Row]? {
        guard position < pages else { return nil }
        guard index.position == index.frames else {
            index.advance(count, pages: databasePages)
            return []
        }
        var rows: [Row] = []
        var size = 0
        let end = min(position + count, pages)
        while position < end, size < Self.batchLimit {
            size += read(position, into: &rows)
            position += 1
        }
        return rows
    }

    /// Returns how many bytes the rows have.
    private func read(_ position: Int, into rows: inout [Row]) -> Int {
        let isLogged = position >= databasePages
        let frame = position - databasePages
        var page = [UInt8](repeating: 0, count: isLogged ? index.pageSize : pageSize)
        let offset = isLogged ? index.offset(of: frame) : position * pageSize
        guard (isLogged ? log : database).read(into: &page, at: offset) else { return 0 }
        var size = 0
        for cell in PageCells(page, isFirst: isLogged ? index.number(of: frame) == 1 : position == 0).cells {
            guard cell.overflow == nil || size + cell.length <= Self.batchLimit,
                let payload = payload(of: cell, in: page)
            else { continue }
            size += payload.count
            var reader = RecordReader(payload, from: 0, to: payload.count)
            if let columns = reader.columns() { rows.append(Row(id: cell.id, columns: columns)) }
        }
        return size
    }

    /// The record of a cell, gathered from its overflow pages; `nil` when their chain breaks off.
    private func payload(of cell: PageCells.Cell, in page: [UInt8]) -> [UInt8]? {
        var payload = Array(page[cell.local])
        var next = cell.overflow ?? 0
        var overflow = [UInt8](repeating: 0, count: page.count)
        // Every round adds bytes, so a chain that bites its tail ends as well.
        while payload.count < cell.length {
            guard next > 0, image(of: next, into: &overflow) else { return nil }
            next = overflow.word(at: 0)
            payload += overflow[4..<min(overflow.count, 4 + cell.length - payload.count)]
        }
        return payload
    }

    private func image(of number: UInt32, into page: inout [UInt8]) -> Bool {
        if page.count == index.pageSize, let offset = index.image(of: number) {
            return log.read(into: &page, at: offset)
        }
        return page.count == pageSize && database.read(into: &page, at: (Int(number) - 1) * pageSize)
    }
}
