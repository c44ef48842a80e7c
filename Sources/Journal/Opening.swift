import Crypto
import FieldModel
import Glibc
import Store

/// Opens a journal, whatever state its files are in, in time that does not grow with it unless its schema is an earlier one. docs/journal.md has the states.
///
/// A wrong key, another node's configuration and a newer schema are refused before anything is changed. What is damaged in its
/// structure is set aside, and a new journal begins in its place.
struct Opening {
    let settings: JournalSettings
    let key: SymmetricKey
    let bootID: [UInt8]
    let projector: Projector
    /// What is in the log is in the database as well, and its header is torn.
    private var isLogVoid = false

    init(settings: JournalSettings, key: SymmetricKey, bootID: [UInt8], projector: Projector) {
        self.settings = settings
        self.key = key
        self.bootID = bootID
        self.projector = projector
    }

    mutating func run() throws(JournalError) -> Engine {
        guard mkdir(settings.directory, 0o700) == 0 || errno == EEXIST else {
            throw .file(path: settings.directory, errno: errno)
        }
        // SQLite would open the files all the same, and then complain of locks.
        guard access(settings.directory, W_OK) == 0 || errno != EROFS else {
            throw .file(path: settings.directory, errno: EROFS)
        }
        let record = try knownRecord()
        let aside = SetAside(settings: settings)

        if try aside.pending() == nil {
            do throws(JournalError) {
                guard let reason = try reasonToSetAside(record) else {
                    return try open(record, from: nil)
                }
                try aside.request(reason)
            } catch {
                if error.isBadSector, !aside.isSuspect {
                    aside.suspect()
                    throw error
                }
                guard error.isBadSector || setsAside(error, record) else { throw error }
                try aside.request("\(error)")
            }
        }
        guard let (place, _) = try aside.pending() else { throw .closed }
        // The new journal may already stand: then only the order was not struck.
        if aside.begunFor() != place.number {
            try aside.move(to: place)
            if let record { try aside.describe(place, record, key: key) }
        }
        let engine = try open(record, from: place)
        try aside.finish()
        aside.prune()
        return engine
    }

    /// What can be seen to be damaged before SQLite looks at it.
    private mutating func reasonToSetAside(_ record: IdentityRecord?) throws(JournalError) -> String? {
        guard size(settings.database) > 0 else {
            // Nothing is left of a journal that is known to have been here.
            guard let record else { return nil }
            let marks = try HighWaterMarks(path: settings.marks, journal: record.journal, key: key)
            return marks.current == nil && size(settings.database + "-wal") == 0
                ? nil : "the database is gone"
        }
        // What was never a journal of this key is refused, not cleared away.
        guard record != nil else { return nil }
        let check = try LogCheck(database: settings.database)
        if check.isHeaderDamaged { return "the header of the database is damaged" }
        if check.commitsBehindBreak > 1 { return "the write-ahead log is damaged" }
        isLogVoid = check.isLogVoid
        return nil
    }

    /// Whether an error means that the files cannot be what this node wrote, though the key is right.
    private func setsAside(_ error: JournalError, _ record: IdentityRecord?) -> Bool {
        guard let record, record.node == settings.node else { return false }
        if error.isStructural { return true }
        switch error {
        case .damagedRow, .foreign, .wrongKey: return true
        // Only a record tells that it is not the configuration that changed.
        case .otherNode: return record.schema > 0
        // A table or column is not there.
        case .storage(let error): return error.primary == 1
        case .newerSchema: return record.schema <= Schema.version
        default: return false
        }
    }

    /// What the keys folder knows of the journal; of one that an earlier version made, what its marks know.
    private func knownRecord() throws(JournalError) -> IdentityRecord? {
        switch try IdentityRecord.read(settings.record, key: key) {
        case .authentic(let record): return record
        case .unreadable: return nil
        case .absent: break
        }
        for identifier in try HighWaterMarks.claims(path: settings.marks) {
            let marks = try HighWaterMarks(path: settings.marks, journal: identifier, key: key)
            guard let epoch = marks.current?.epoch else { continue }
            var record = IdentityRecord(journal: identifier, node: settings.node, schema: 0)
            // Most journals never needed a second one.
            record.epochs[0] = .init(epoch: epoch)
            return record
        }
        return nil
    }

    private func size(_ path: String) -> Int64 {
        var information = stat()
        return stat(path, &information) == 0 ? Int64(information.st_size) : 0
    }

    /// Opens what is there or begins a new journal, in place of the one that was set aside.
    private func open(_ record: IdentityRecord?, from place: SetAside.Place?) throws(JournalError) -> Engine {
        let path = settings.database
        let isNew = size(path) == 0
        let hasLog = size(path + "-wal") > 0
        if !isNew { try probe() }
        let connection: Connection
        do throws(SQLiteError) {
            connection = try Connection(
                path: path,
                vfs: settings.vfs,
                gathersWrites: !settings.isUnsynced
            )
            // Until all is well, what is there stays as it is for those who look for what is missing.
            connection.keepsLog = true
            if isNew { try connection.execute(Schema.beforeCreation) }
            try connection.execute(Schema.onOpening + settings.trialPragmas)
            // Takes the exclusive lock now rather than at the first event.
            try connection.execute("BEGIN EXCLUSIVE; COMMIT")
            // SQLite would begin the log again with the salts that the torn header still has, and what is left of the old one
            // behind the new frames would look like theirs.
            if isLogVoid { try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
            try connection.rewriteWAL()
        } catch {
            throw error.primary == 5 ? .inUse(path: path) : .storage(error)
        }
        chmod(path, 0o600)
        switch try storing({ () throws(SQLiteError) in try connection.integer("PRAGMA user_version") }) ?? 0 {
        case 0:
            try Engine.create(connection, settings: settings, key: key, aside: place?.number)
            try DurableFile.syncDirectory(of: path)
        case let version:
            // An earlier program must know even of a journal that is halfway forward that it is newer, not damaged.
            if var record, record.schema > 0, record.schema < Schema.version {
                record.schema = Schema.version
                try? record.write(to: settings.record, key: key)
            }
            try Migration.run(connection, settings, from: Int(version))
        }
        guard let identifier = try Engine.meta(connection, "journal") else { throw .foreign(path: path) }
        let engine = try Engine(
            settings: settings,
            connection: connection,
            key: key,
            journal: identifier,
            projector: projector
        )
        try engine.load(record, bootID: bootID, hasLog: hasLog)
        connection.keepsLog = false
        return engine
    }

    /// Looks at an existing journal and changes nothing.
    private func probe() throws(JournalError) {
        let path = settings.database
        let reader: Connection
        let version: Int64
        let application: Int64
        do throws(SQLiteError) {
            reader = try Connection(path: path, mode: .readOnly, vfs: settings.vfs)
            version = try reader.integer("PRAGMA user_version") ?? 0
            application = try reader.integer("PRAGMA application_id") ?? 0
        } catch {
            switch error.primary {
            case 5: throw .inUse(path: path)  // SQLITE_BUSY
            case 26: throw .foreign(path: path)  // SQLITE_NOTADB
            default: throw .storage(error)
            }
        }
        // A power cut while the first tables were made leaves an empty database.
        if version == 0 && application == 0 { return }
        guard application == Int64(Schema.applicationID) else { throw .foreign(path: path) }
        guard version <= Schema.version else {
            throw .newerSchema(found: Int(version), supported: Schema.version)
        }
        guard let identifier = try Engine.meta(reader, "journal"),
            let check = try Engine.meta(reader, "key check"),
            let node = try Engine.meta(reader, "node"), node.count == 8
        else { throw .damagedRow(table: "meta", id: 0) }
        guard Seal(key: key, journal: identifier).keyCheck == check else { throw .wrongKey(path: path) }
        let found = NodeID(UInt32(truncatingIfNeeded: node.bigEndian(at: 0)))
        guard found == settings.node else { throw .otherNode(found: found, expected: settings.node) }
    }
}
