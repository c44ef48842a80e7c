import Glibc
import Store
import TestKit

@testable import Journal

/// A database and its log as SQLite wrote them, and the same two files as damage would leave them.
final class SalvageFiles {
    /// Larger values than this are on overflow pages, smaller ones never.
    static let smallest = 120

    private let folder: TemporaryFolder
    var path: String { folder.path + "/journal.db" }
    /// Every row that was written, apart from those of SQLite itself.
    private(set) var rows: Set<PageScanner.Row> = []
    private(set) var database: [UInt8] = []
    private(set) var log: [UInt8] = []

    /// Writes so many rows of each table, half of them still in the log alone; every tenth has as many bytes as `large` says.
    init(pageSize: Int, events: Int, large: Int = 3_000) throws {
        folder = try TemporaryFolder()
        let connection = try Connection(path: path)
        try connection.execute(
            """
            PRAGMA page_size = \(pageSize); PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;
            PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = OFF;
            CREATE TABLE event (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
            CREATE TABLE projection (name BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE mixed (id INTEGER PRIMARY KEY, a, b, c, d, e, f);
            """
        )
        var generator = SplitMix(UInt64(pageSize))
        for index in 0..<events {
            if index == events / 2 { try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
            try write(index, index % 10 == 3 ? large : nil, connection, &generator)
        }
        database = try DurableFile.read(path, limit: 1 << 24) ?? []
        log = try DurableFile.read(path + "-wal", limit: 1 << 24) ?? []
    }

    private func write(
        _ index: Int,
        _ large: Int?,
        _ connection: Connection,
        _ generator: inout SplitMix
    ) throws {
        func random(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in .random(in: 0...255, using: &generator) }
        }
        let id = Int64(index) << 40 | 7
        let sealed = random(large ?? .random(in: 40...Self.smallest, using: &generator))
        try connection.prepare("INSERT INTO event VALUES (?, ?)").bind(1, id).bind(2, sealed).run()
        rows.insert(.init(id: id, columns: [.null, .blob(sealed)]))

        let (name, state) = (random(16), random(large ?? .random(in: 20...60, using: &generator)))
        try connection.prepare("INSERT INTO projection VALUES (?, ?)").bind(1, name).bind(2, state).run()
        rows.insert(.init(id: nil, columns: [.blob(name), .blob(state)]))

        let number = Int64(bitPattern: generator.next()) >> Int64(index % 64)
        try connection.execute(
            "INSERT INTO mixed VALUES (\(index), \(number), 0, 1, NULL, 'läkare \(index)', \(index).5)"
        )
        let columns: [PageScanner.Column] = [
            .null, .int(number), .int(0), .int(1), .null, .text("läkare \(index)"),
            .real(Double(index) + 0.5),
        ]
        rows.insert(.init(id: Int64(index), columns: columns))
    }

    /// What a scan of files with this content finds.
    func scan(
        database: [UInt8]? = nil,
        log: [UInt8]? = nil,
        hint: Int? = nil
    ) throws -> Set<PageScanner.Row> {
        var rows: Set<PageScanner.Row> = []
        for page in try scanByPage(database: database, log: log, hint: hint) { rows.formUnion(page) }
        return rows
    }

    /// The rows of each page of the database, then of each frame of the log.
    func scanByPage(
        database: [UInt8]? = nil,
        log: [UInt8]? = nil,
        hint: Int? = nil
    ) throws -> [[PageScanner.Row]] {
        try store(database ?? self.database, at: path)
        try store(log ?? self.log, at: path + "-wal")
        var scanner = PageScanner(database: path, pageSize: hint)
        var pages: [[PageScanner.Row]] = []
        while scanner.position < scanner.pages {
            let before = scanner.position
            guard let rows = scanner.next(pages: 1) else { break }
            if scanner.position > before { pages.append(rows) }
        }
        return pages
    }

    private func store(_ bytes: [UInt8], at path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw JournalError.file(path: path, errno: errno) }
        defer { close(descriptor) }
        guard DurableFile.write(bytes, to: descriptor, at: 0) else {
            throw JournalError.file(path: path, errno: errno)
        }
    }
}
