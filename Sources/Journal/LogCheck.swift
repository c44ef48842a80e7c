import Glibc

/// Looks at a database and its write-ahead log before SQLite does, which ends a damaged log at the first bad frame and
/// says nothing of what it leaves out.
///
/// Source of the formats: sqlite.org/fileformat2.html, sections 1.3 and 4.
struct LogCheck {
    /// Commits of the present log that lie behind a frame which does not belong to the chain of checksums. A power cut
    /// leaves at most one: the one that was never answered.
    private(set) var commitsBehindBreak = 0
    /// Bytes of the header of the database that SQLite would act on are not as this program writes them.
    private(set) var isHeaderDamaged = false
    /// The log's header was torn while it was begun anew, and the database has everything that is in it.
    private(set) var isLogVoid = false
    private let database: String
    private var lastCommit: [UInt8] = []

    init(database: String) throws(JournalError) {
        self.database = database
        if let header = try DurableFile.read(database, limit: 100), header.count == 100 {
            isHeaderDamaged = !Self.isSound(header)
        }
        try readLog(database + "-wal")
    }

    /// Everything before the change counter, and the encoding.
    private static func isSound(_ header: [UInt8]) -> Bool {
        let magic = Array("SQLite format 3".utf8) + [0]
        let pageSize = Int(header[16]) << 8 | Int(header[17])
        return Array(header[..<16]) == magic && Schema.pageSizes.contains(pageSize)
            // Both versions say WAL, but for a moment after the file was made.
            && [[1, 1], [2, 2]].contains(Array(header[18..<20])) && Array(header[20..<24]) == [0, 64, 32, 32]
            // Format, the marks of incremental vacuum, and bytes that nothing uses yet.
            && [0, 4].contains(header.word(44)) && (1..<4096).contains(header.word(52))
            && header.word(64) == 1
            && header[72..<92].allSatisfy { $0 == 0 }
    }

    private mutating func readLog(_ path: String) throws(JournalError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw .file(path: path, errno: errno)
        }
        defer { close(descriptor) }
        guard let header = Self.read(descriptor, at: 0, count: 32) else { return }
        let pageSize = Int(header.word(8))
        let isSoundHeader =
            header.word(0) & ~1 == 0x377F_0682 && header.word(4) == 3_007_000
            && Schema.pageSizes.contains(pageSize)
        let isBig = header.word(0) & 1 == 1
        var sum = Checksum(isBigEndian: isBig)
        sum.add(header[..<24])
        var isChained = isSoundHeader && sum.matches(header, at: 24)
        var behind = isChained ? nil : LogPages()
        // With the header gone, the first frame tells which generation is the present one.
        var salts: [UInt8]? = isChained ? Array(header[16..<24]) : nil
        let frameSize = 24 + (isSoundHeader ? pageSize : Self.guessedPageSize(descriptor))
        defer {
            // A header that was torn while a log that is all in the database was begun anew loses nothing.
            if let behind, behind.areAll(in: database, descriptor, frameSize - 24) {
                commitsBehindBreak = 0
                isLogVoid = true
            }
        }
        var offset = 32
        while let frame = Self.read(descriptor, at: offset, count: frameSize) {
            offset += frameSize
            if salts == nil { salts = Array(frame[8..<16]) }
            if behind != nil, Array(frame[8..<16]) == salts {
                behind?.note(frame.word(0), at: offset - frameSize + 24, size: frame.word(4))
            }
            if isChained {
                var next = sum
                next.add(frame[..<8])
                next.add(frame[24...])
                guard Array(frame[8..<16]) == salts, next.matches(frame, at: 16) else {
                    isChained = false
                    count(frame, salts)
                    continue
                }
                sum = next
                lastCommit = Self.start(of: frame)
            } else {
                count(frame, salts)
            }
        }
    }

    private mutating func count(_ frame: [UInt8], _ salts: [UInt8]?) {
        // A commit has the size of the database after it.
        guard Array(frame[8..<16]) == salts, frame.word(4) != 0 else {
            lastCommit = []
            return
        }
        // Where a write may harm its sector, SQLite fills the sector with copies of the commit. A torn one still begins like its copy, and
        // may be that of a commit that is sound.
        let start = Self.start(of: frame)
        // Of what a power cut kept from landing there is at most the header.
        if start != lastCommit, frame[24..<40].contains(where: { $0 != 0 }) { commitsBehindBreak += 1 }
        lastCommit = start
    }

    /// By what a commit and its copies are known; nothing for another frame.
    private static func start(of frame: [UInt8]) -> [UInt8] {
        frame.word(4) == 0 ? [] : Array(frame[..<8] + frame[24..<40])
    }

    /// The page size at which the second frame has the salts of the first.
    private static func guessedPageSize(_ descriptor: Int32) -> Int {
        let first = read(descriptor, at: 32, count: 24)?[8..<16]
        return Schema.pageSizes.first { read(descriptor, at: 56 + $0, count: 24)?[8..<16] == first } ?? 512
    }

    private static func read(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        // A log that ends within a frame ends before it; one that cannot be read will stop SQLite as well.
        guard pread(descriptor, &bytes, count, off_t(offset)) == count else { return nil }
        return bytes
    }
}

/// The newest committed version of each page in a log.
private struct LogPages {
    private var committed: [UInt32: Int] = [:]
    private var pending: [UInt32: Int] = [:]
    /// Pages of the database after the last commit.
    private var size: UInt32 = 0

    /// Takes the next frame: the number of its page, from 1 on, where in the log its content stands, and the size of the database for one that
    /// ends a commit, else 0.
    mutating func note(_ page: UInt32, at offset: Int, size: UInt32) {
        pending[page] = offset
        guard size > 0 else { return }
        self.size = size
        committed.merge(pending) { $1 }
        pending.removeAll(keepingCapacity: true)
    }

    /// Whether the database has all of them.
    func areAll(in database: String, _ log: Int32, _ pageSize: Int) -> Bool {
        let file = open(database, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var ours = [UInt8](repeating: 0, count: pageSize)
        var theirs = ours
        return committed.allSatisfy { page, offset in
            // What the database gave back is in neither.
            page > size
                || pread(log, &ours, pageSize, off_t(offset)) == pageSize
                    && pread(file, &theirs, pageSize, off_t((Int(page) - 1) * pageSize)) == pageSize
                    && ours == theirs
        }
    }
}

/// The running sum over the frames of a log: pairs of words, each pair added to both halves.
private struct Checksum {
    let isBigEndian: Bool
    private var first: UInt32 = 0
    private var second: UInt32 = 0

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    mutating func add(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { raw in
            for index in stride(from: 0, to: raw.count - 7, by: 8) {
                first = first &+ word(raw, index) &+ second
                second = second &+ word(raw, index + 4) &+ first
            }
        }
    }

    private func word(_ raw: UnsafeRawBufferPointer, _ index: Int) -> UInt32 {
        let value = raw.loadUnaligned(fromByteOffset: index, as: UInt32.self)
        return isBigEndian ? UInt32(bigEndian: value) : UInt32(littleEndian: value)
    }

    /// Whether two words, always with the most significant byte first, say the same.
    func matches(_ bytes: [UInt8], at index: Int) -> Bool {
        bytes.word(index) == first && bytes.word(index + 4) == second
    }
}

extension [UInt8] {
    /// Four bytes at an index, most significant first.
    fileprivate func word(_ index: Int) -> UInt32 {
        self[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
