import FieldModel
import Glibc
import LinuxIO
import Store

/// Opens one coordinator's ledger, so that it always comes up and never claims what it may not have.
///
/// A foreign file, another coordinator's database and a newer schema are refused before anything is written.
struct LedgerOpening {
    let files: LedgerFiles
    let coordinator: UInt64
    /// What an operator should know.
    private(set) var findings: [String] = []

    /// For tests only: which of SQLite's file systems holds the database.
    let vfs: String?

    init(path: String, coordinator: UInt64, vfs: String? = nil) {
        files = LedgerFiles(database: path)
        self.vfs = vfs
        self.coordinator = coordinator
    }

    mutating func run() throws(LedgerError) -> LedgerEngine {
        let found = try Witness(of: files, creates: false)
        let seen = found?.current.flatMap { $0.coordinator == coordinator ? $0 : nil }
        var cause: Incarnation.Cause?
        var salvaged: [NodeID: NodeRecord] = [:]
        let engine: LedgerEngine
        do throws(LedgerError) {
            try inspect(seen)
            (engine, cause) = try load(found, seen)
        } catch {
            guard error.showsDamage else { throw error }
            let aside = try files.setAside("damaged")
            findings.append("the database cannot be read (\(error)): it is kept as \(aside)")
            (engine, _) = try load(found, seen)
            cause = .damaged
            salvaged = nodes(in: aside)
        }
        if let cause {
            let file = EnrolmentFile(path: files.enrolment, coordinator: coordinator)
            let enrolled = salvaged.merging(try file.read() ?? [:]) { $1 }
            try engine.renew(cause, enrolling: enrolled, at: BootClock.unix())
            if engine.nodes.isEmpty, cause != .created {
                findings.append("no record of the enrolled nodes is left: add them again")
            }
            if cause != .created {
                findings.append(
                    "a new incarnation began (\(cause.rawValue)): the nodes send again what they keep"
                )
            }
        }
        try engine.launch()
        try engine.saveEnrolment()
        engine.publishNodes()
        return engine
    }

    /// Looks at an existing file without the right to write, and takes away a WAL that is another file's.
    private mutating func inspect(_ seen: Witness.Testimony?) throws(LedgerError) {
        guard files.exists else { return }
        if Connection.hasWAL(files.database), let launch = launchInFile() {
            let isOurs = seen.map { launch == $0.launch || launch == $0.previousLaunch } ?? !launch.isEmpty
            if !isOurs {
                let aside = try files.setWALAside()
                findings.append("the database was exchanged under its WAL: the WAL is kept as \(aside)")
            }
        }
        do throws(LedgerError) {
            try probe()
        } catch {
            // Only a witness of ours tells a database that lost its first bytes from a file that never was one.
            guard case .storage(let cause) = error else { throw error }
            switch cause.primary {
            case 5: throw .inUse(path: files.database)
            case 11, 26:
                guard seen != nil || LedgerHeader(path: files.database)?.isOurs == true else {
                    throw .foreign(path: files.database)
                }
                throw .damaged(path: files.database)
            default: throw error
            }
        }
    }

    private func probe() throws(LedgerError) {
        let reader = try storing { () throws(SQLiteError) in
            try Connection(path: files.database, mode: .readOnly, vfs: vfs)
        }
        let number = { (sql: String) throws(LedgerError) in
            try storing { () throws(SQLiteError) in try reader.integer(sql) ?? 0 }
        }
        let version = try number("PRAGMA user_version")
        let application = try number("PRAGMA application_id")
        if version == 0 && application == 0 {
            // A power cut while the first tables were made leaves an empty database.
            guard try number("SELECT count(*) FROM sqlite_master") == 0 else {
                throw .foreign(path: files.database)
            }
            return
        }
        guard application == Int64(LedgerSchema.applicationID) else { throw .foreign(path: files.database) }
        guard version <= LedgerSchema.version else {
            throw .newerSchema(found: Int(version), supported: LedgerSchema.version)
        }
        let owner: [UInt8]?
        do throws(LedgerError) { owner = try LedgerEngine.meta(reader, "coordinator") } catch {
            // SQLITE_ERROR: there is no such table.
            if case .storage(let cause) = error, cause.primary == 1 { throw .damaged(path: files.database) }
            throw error
        }
        guard let owner, owner.count == 8 else { throw .damaged(path: files.database) }
        guard owner == coordinator.bigEndianBytes else { throw .otherCoordinator(path: files.database) }
    }

    /// The launch that the database file names without its WAL; `nil` where that cannot be read.
    private func launchInFile() -> [UInt8]? {
        do throws(LedgerError) {
            let reader = try storing { () throws(SQLiteError) in
                try Connection(path: files.database, mode: .fileAlone, vfs: vfs)
            }
            return try LedgerEngine.meta(reader, "launch")
        } catch {
            // A power cut during a checkpoint may tear what the WAL holds whole.
            return nil
        }
    }

    /// Opens the database, made or brought forward where it must be.
    ///
    /// - Returns: the ledger, and why its life cannot go on, if it cannot.
    private func load(
        _ witness: Witness?,
        _ seen: Witness.Testimony?
    ) throws(LedgerError) -> (LedgerEngine, Incarnation.Cause?) {
        let connection = try connect()
        let version = Int(
            try storing { () throws(SQLiteError) in try connection.integer("PRAGMA user_version") ?? 0 }
        )
        if version == 0 { try create(connection) } else { try migrate(connection, from: version) }
        if seen?.isDoubted == true {
            let verdict = try storing { () throws(SQLiteError) in
                try connection.text("PRAGMA quick_check(1)")
            }
            guard verdict == "ok" else { throw .damaged(path: files.database) }
        }
        guard let bytes = try LedgerEngine.meta(connection, "incarnation"), bytes.count == 16,
            let sequence = try LedgerEngine.meta(connection, "sequence"), sequence.count == 8
        else { throw .damaged(path: files.database) }
        let since = try LedgerEngine.meta(connection, "since")
        let cause = try LedgerEngine.meta(connection, "cause").flatMap {
            String(validating: $0, as: UTF8.self)
        }
        var present = witness
        if present == nil { present = try Witness(of: files, creates: true) }
        guard let present else { throw .file(path: files.witness, .notFound) }
        let engine = LedgerEngine(
            connection: connection,
            files: files,
            coordinator: coordinator,
            witness: present,
            incarnation: Incarnation(
                bytes: bytes,
                since: since.map { Int64(bitPattern: UInt64(bigEndianBytes: $0)) },
                cause: cause.flatMap(Incarnation.Cause.init) ?? .created
            ),
            sequence: UInt64(bigEndianBytes: sequence)
        )
        engine.nodes = try LedgerEngine.nodes(connection)
        try engine.loadLanes()
        if version == 0 { return (engine, seen == nil ? .created : .gone) }
        return (engine, try doubt(engine, seen, isMigrated: version < LedgerSchema.version))
    }

    /// Why the database may lack something that was answered.
    private func doubt(
        _ engine: LedgerEngine,
        _ seen: Witness.Testimony?,
        isMigrated: Bool
    ) throws(LedgerError) -> Incarnation.Cause? {
        let launch = try LedgerEngine.meta(engine.connection, "launch")
        if launch == [] { return .restored }
        guard let seen else { return isMigrated ? nil : .unwitnessed }
        if engine.sequence < seen.sequence { return .older }
        // A database that went on elsewhere may be ahead and still lack what was answered here.
        let isSameLife = launch == seen.launch || launch == seen.previousLaunch
        return isSameLife && engine.incarnation.bytes == seen.incarnation ? nil : .mismatched
    }

    private func connect() throws(LedgerError) -> Connection {
        let isNew = !files.exists
        let connection: Connection
        do throws(SQLiteError) {
            connection = try Connection(path: files.database, vfs: vfs)
            if isNew { try connection.execute(LedgerSchema.beforeCreation) }
            try connection.execute(LedgerSchema.onOpening)
            try connection.execute("BEGIN EXCLUSIVE; COMMIT")
            try connection.rewriteWAL()
        } catch {
            throw error.primary == 5 ? .inUse(path: files.database) : .storage(error)
        }
        chmod(files.database, 0o600)
        return connection
    }

    private func create(_ connection: Connection) throws(LedgerError) {
        let values = [
            ("coordinator", coordinator.bigEndianBytes), ("incarnation", LedgerEngine.random(16)),
            ("sequence", UInt64(0).bigEndianBytes), ("launch", LedgerEngine.random(8)),
        ]
        let fill: () throws(LedgerError) -> Void = { () throws(LedgerError) in
            try storing { () throws(SQLiteError) in
                try connection.execute(LedgerSchema.tables)
                for (name, value) in values {
                    try connection.prepare("INSERT INTO meta (name, value) VALUES (?, ?)")
                        .bind(1, name).bind(2, value).run()
                }
                try connection.execute("PRAGMA application_id = \(LedgerSchema.applicationID)")
                try connection.execute("PRAGMA user_version = \(LedgerSchema.version)")
            }
        }
        try connection.transaction(fill, mapping: LedgerError.storage)
    }

    /// Brings an earlier schema forward in one transaction. A copy stays until the next start.
    private func migrate(_ connection: Connection, from version: Int) throws(LedgerError) {
        guard version < LedgerSchema.version else {
            for old in LedgerSchema.steps.keys { unlink(files.copy(ofSchema: old)) }
            return
        }
        let copy = files.copy(ofSchema: version)
        if access(copy, F_OK) != 0 {
            let temporary = copy + ".new"
            unlink(temporary)
            do throws(LedgerError) {
                try storing { () throws(SQLiteError) in try connection.backup(to: temporary) }
                chmod(temporary, 0o600)
                try named(copy) { () throws(Errno) in try DurableFile.move(temporary, to: copy) }
            } catch {
                // A full disk is no reason to stay behind: then the transaction alone protects.
                guard error.showsFullDisk else { throw error }
                unlink(temporary)
            }
        }
        let advance: () throws(LedgerError) -> Void = { () throws(LedgerError) in
            try storing { () throws(SQLiteError) in
                for old in version..<LedgerSchema.version {
                    if let step = LedgerSchema.steps[old] { try connection.execute(step) }
                }
                try connection.execute("PRAGMA user_version = \(LedgerSchema.version)")
            }
        }
        try connection.transaction(advance, mapping: LedgerError.storage)
    }

    /// The nodes of a database that was set aside, as far as SQLite still reads them.
    private func nodes(in path: String) -> [NodeID: NodeRecord] {
        do throws(LedgerError) {
            let reader = try storing { () throws(SQLiteError) in try Connection(path: path, mode: .readOnly) }
            return try LedgerEngine.nodes(reader)
        } catch {
            // It was set aside because it cannot be read.
            return [:]
        }
    }
}
