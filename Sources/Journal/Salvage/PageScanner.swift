import Glibc

/// Reads rows out of a SQLite database and its write-ahead log without SQLite, whatever is damaged in them.
///
/// Every page that looks like a leaf is read cell by cell, first those of the database, then those of the log in the order
/// in which they were written, beyond the end of its chain of checksums too. Pages that were freed and images that were
/// replaced give old rows, and garbage may look like a row: whoever asks must be able to tell. Memory does not grow with
/// the database. Source of the formats: sqlite.org/fileformat2.html.
struct PageScanner {
    struct Row {
        /// `nil` in a table without row ids.
        var id: Int64?
        var columns: [Column]
    }

    enum Column: Equatable {
        case null
        case int(Int64)
        case real
        case blob([UInt8])
        case text(String)
    }

    /// Pages looked at so far; a scan goes on from here.
    var position = 0
    private let file: PageFile
    private let log: PageFile
    private let pageSize: Int
    /// Where the last good image of a page stands in the log.
    private let images: [UInt32: Int]

    init(database: String) {
        file = PageFile(path: database)
        log = PageFile(path: database + "-wal")
        pageSize = Self.pageSize(file, log)
        images = Self.images(log, pageSize)
    }

    /// How many pages there are to look at.
    var pages: Int { databasePages + frames }
    private var databasePages: Int { (file.size + pageSize - 1) / pageSize }
    private var frames: Int { log.size <= 32 ? 0 : (log.size - 32) / (24 + pageSize) }

    /// The rows of so many further pages; `nil` when all have been looked at.
    mutating func next(pages count: Int) -> [Row]? {
        guard position < pages else { return nil }
        var rows: [Row] = []
        for index in position..<min(position + count, pages) {
            let isFirst = index == 0
            let page =
                index < databasePages
                ? file.read(at: index * pageSize, count: pageSize)
                : log.read(at: 32 + (index - databasePages) * (24 + pageSize) + 24, count: pageSize)
            if let page { rows += self.rows(of: page, header: isFirst ? 100 : 0) }
        }
        position = min(position + count, pages)
        return rows
    }

    private func rows(of page: [UInt8], header: Int) -> [Row] {
        // The first page of the database, in the log as well, begins with the header of the file.
        let start = header == 0 && page.starts(with: Array("SQLite format 3".utf8)) ? 100 : header
        guard start + 8 <= page.count, [0x0A, 0x0D].contains(page[start]) else { return [] }
        let isTable = page[start] == 0x0D
        let cells = min(page.short(start + 3), (page.count - start - 8) / 2)
        return (0..<cells).compactMap { cell in
            let offset = page.short(start + 8 + 2 * cell)
            guard offset >= start + 8, offset < page.count else { return nil }
            return row(page, at: offset, isTable)
        }
    }

    private func row(_ page: [UInt8], at offset: Int, _ isTable: Bool) -> Row? {
        var reader = RecordReader(page[offset...])
        guard let length = reader.varint(), (1...RecordReader.sizeLimit).contains(Int(clamping: length))
        else {
            return nil
        }
        var id: Int64?
        if isTable {
            guard let value = reader.varint() else { return nil }
            id = value
        }
        guard let payload = payload(&reader, Int(length), isTable) else { return nil }
        var record = RecordReader(payload[...])
        return record.columns().map { Row(id: id, columns: $0) }
    }

    /// The bytes of a cell, those on overflow pages included.
    private func payload(_ reader: inout RecordReader, _ length: Int, _ isTable: Bool) -> [UInt8]? {
        let most = isTable ? pageSize - 35 : (pageSize - 12) * 64 / 255 - 23
        guard length > most else { return reader.bytes(length).map(Array.init) }
        let least = (pageSize - 12) * 32 / 255 - 23
        let fitting = least + (length - least) % (pageSize - 4)
        guard let local = reader.bytes(fitting <= most ? fitting : least), let link = reader.bytes(4) else {
            return nil
        }
        var payload = Array(local)
        var next = link.reduce(0) { $0 << 8 | UInt32($1) }
        // Each round brings bytes, so a chain that bites its tail ends as well.
        while payload.count < length {
            guard next > 0, let page = image(next) else { return nil }
            next = page[..<4].reduce(0) { $0 << 8 | UInt32($1) }
            payload += page[4..<min(pageSize, 4 + length - payload.count)]
        }
        return payload
    }

    private func image(_ page: UInt32) -> [UInt8]? {
        if let offset = images[page] { return log.read(at: offset, count: pageSize) }
        return file.read(at: (Int(page) - 1) * pageSize, count: pageSize)
    }

    /// What the headers say, or what most of the first pages look like.
    private static func pageSize(_ file: PageFile, _ log: PageFile) -> Int {
        if let header = file.read(at: 0, count: 100), header.starts(with: Array("SQLite format 3".utf8)) {
            let size = header.short(16)
            if size >= 512, size.nonzeroBitCount == 1 { return size }
        }
        if let header = log.read(at: 0, count: 32), header.word(0) & ~1 == 0x377F_0682 {
            let size = Int(header.word(8))
            if (512...32_768).contains(size), size.nonzeroBitCount == 1 { return size }
        }
        let votes = [1024, 4096].map { size in
            (
                size,
                (1..<256).count { number in
                    guard let start = file.read(at: number * size, count: 8) else { return false }
                    return [2, 5, 10, 13].contains(start[0]) && start.short(3) < size / 8
                }
            )
        }
        return votes.max { $0.1 * $0.0 < $1.1 * $1.0 }?.0 ?? 1024
    }

    /// The newest image of each page in the log. Without the chain of checksums: a page that is not the right one does not
    /// authenticate.
    private static func images(_ log: PageFile, _ pageSize: Int) -> [UInt32: Int] {
        var images: [UInt32: Int] = [:]
        guard let header = log.read(at: 0, count: 32) else { return [:] }
        var offset = 32
        while let frame = log.read(at: offset, count: 24), images.count < 1 << 16 {
            if Array(frame[8..<16]) == Array(header[16..<24]) { images[frame.word(0)] = offset + 24 }
            offset += 24 + pageSize
        }
        return images
    }
}

/// A file read at any place; one that is not there is empty.
private final class PageFile: Sendable {
    let size: Int
    private let descriptor: Int32

    init(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var information = stat()
        size = descriptor >= 0 && fstat(descriptor, &information) == 0 ? Int(information.st_size) : 0
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// `nil` where the file ends before or the disk gives nothing back.
    func read(at offset: Int, count: Int) -> [UInt8]? {
        guard descriptor >= 0, offset >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        guard pread(descriptor, &bytes, count, off_t(offset)) == count else { return nil }
        return bytes
    }
}

extension [UInt8] {
    fileprivate func short(_ index: Int) -> Int { Int(self[index]) << 8 | Int(self[index + 1]) }
    fileprivate func word(_ index: Int) -> UInt32 {
        self[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
