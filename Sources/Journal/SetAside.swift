import Crypto
import Glibc
import Store

/// Moves the files of a damaged journal out of the way, into `aside/N`, where salvage reads them.
///
/// The order survives a power cut at any point: the order is written down first, in `journal.damaged`, and obeyed again at
/// the next start until a new journal stands in the old one's place.
struct SetAside {
    let settings: JournalSettings

    /// What one damaged journal left.
    struct Place: Equatable {
        let number: Int
        let directory: String
        var database: String { directory + "/journal.db" }
        var marks: String { directory + "/journal.marks" }
        var record: String { directory + "/journal.id" }
    }

    /// Old files of which nothing could be read are kept for so many times; then the oldest goes.
    private static let keptPlaces = 3

    private var order: String { settings.directory + "/journal.damaged" }
    private var folder: String { settings.directory + "/aside" }

    func place(_ number: Int) -> Place { Place(number: number, directory: "\(folder)/\(number)") }

    /// Writes down that the files are to be set aside at the next start. The first reason stays.
    func request(_ reason: String) throws(JournalError) {
        guard try pending() == nil else { return }
        // Higher than the number for which the present database was begun, also where that cannot be read.
        let known = begunFor() ?? Int.random(in: 1 << 20..<1 << 30)
        let next = max(places().last?.number ?? 0, known) + 1
        let line = reason.prefix(200).map { $0.isNewline ? " " : $0 }
        try DurableFile.replace(order, with: Array("\(next)\n\(String(line))\n".utf8))
    }

    /// The order that waits, if one does.
    func pending() throws(JournalError) -> (place: Place, reason: String)? {
        guard let bytes = try DurableFile.read(order, limit: 512) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        // An order that cannot be read is still one.
        let number = lines.first.flatMap { Int($0) } ?? 1 << 31
        return (place(number), lines.count > 1 ? String(lines[1]) : "unknown")
    }

    private var suspicion: String { settings.directory + "/journal.suspect" }

    /// Whether the disk failed to give a page back since the journal was last closed in order.
    var isSuspect: Bool { access(suspicion, F_OK) == 0 }

    func suspect() { close(open(suspicion, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)) }

    func trust() { unlink(suspicion) }

    /// For which place the present database was begun: 0 for none, `nil` when it does not say.
    func begunFor() -> Int? {
        var information = stat()
        guard stat(settings.database, &information) == 0, information.st_size > 0 else { return nil }
        // Whatever prevents reading it is found again, and named, by whoever opens it.
        do throws(JournalError) {
            let reader = try storing { () throws(SQLiteError) in
                try Connection(path: settings.database, mode: .readOnly, vfs: settings.vfs)
            }
            guard try Engine.meta(reader, "journal") != nil else { return nil }
            guard let number = try Engine.meta(reader, "aside"), number.count == 8 else { return 0 }
            return Int(clamping: number.bigEndian(at: 0))
        } catch {
            return nil
        }
    }

    /// Moves what is there. Files that an interrupted move has already brought over stay as they are.
    func move(to place: Place) throws(JournalError) {
        for path in [folder, place.directory] where mkdir(path, 0o700) != 0 && errno != EEXIST {
            throw .file(path: path, errno: errno)
        }
        // The log first: a database without it is older, a log without its database would be thrown away.
        for name in ["journal.db-wal", "journal.db-journal", "journal.db", "journal.marks"] {
            let target = "\(place.directory)/\(name)"
            guard access(target, F_OK) != 0 else { continue }
            let source = "\(settings.directory)/\(name)"
            guard rename(source, target) == 0 || errno == ENOENT else {
                throw .file(path: source, errno: errno)
            }
        }
        try DurableFile.syncDirectory(of: place.database)
        try DurableFile.syncDirectory(of: settings.database)
    }

    /// Strikes the order, once a new journal knows of the place.
    func finish() throws(JournalError) {
        trust()
        guard unlink(order) == 0 || errno == ENOENT else { throw .file(path: order, errno: errno) }
        try DurableFile.syncDirectory(of: order)
    }

    /// Leaves beside the files what the keys folder knows of them: without it nothing in them can be dated.
    func describe(_ place: Place, _ record: IdentityRecord, key: SymmetricKey) throws(JournalError) {
        try record.write(to: place.record, key: key)
    }

    /// Removes a place that gave everything it had.
    func remove(_ place: Place) {
        for name in names(in: place.directory) { unlink("\(place.directory)/\(name)") }
        rmdir(place.directory)
        rmdir(folder)
    }

    /// Leaves the files as they are, as nothing of ours.
    func forget(_ place: Place) { unlink(place.record) }

    /// Keeps the disk from filling with files that nothing can read.
    func prune() {
        for place in places().dropLast(Self.keptPlaces) { remove(place) }
    }

    /// What was set aside and is still there, oldest first.
    func places() -> [Place] {
        names(in: folder).compactMap { Int($0) }.sorted().map(place)
    }

    private func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
