import Crypto
import FieldModel
import Glibc
import Store
import SwiftProtobuf
import Wire

extension Engine {
    /// Opens or creates the journal in O(1) of its backlog.
    ///
    /// A wrong key, another node's journal and a newer schema are refused before anything is written.
    static func open(
        _ settings: JournalSettings,
        key: SymmetricKey,
        bootID: [UInt8],
        projector: Projector
    ) throws(JournalError) -> Engine {
        guard mkdir(settings.directory, 0o700) == 0 || errno == EEXIST else {
            throw .file(path: settings.directory, errno: errno)
        }
        // SQLite would open the files all the same, and then complain of locks.
        guard access(settings.directory, W_OK) == 0 || errno != EROFS else {
            throw .file(path: settings.directory, errno: EROFS)
        }
        let path = settings.database
        let isNew = access(path, F_OK) != 0
        if !isNew { try probe(settings, key: key) }

        let connection: Connection
        do throws(SQLiteError) {
            connection = try Connection(path: path, vfs: settings.vfs)
            if isNew { try connection.execute(Schema.beforeCreation) }
            try connection.execute(Schema.onOpening + settings.trialPragmas)
            // Takes the exclusive lock now rather than at the first event.
            try connection.execute("BEGIN EXCLUSIVE; COMMIT")
            try connection.rewriteWAL()
        } catch {
            throw error.primary == 5 ? .inUse(path: path) : .storage(error)
        }
        chmod(path, 0o600)

        if try storing({ () throws(SQLiteError) in try connection.integer("PRAGMA user_version") }) == 0 {
            try create(connection, settings: settings, key: key)
            try DurableFile.syncDirectory(of: path)
        }
        guard let identifier = try meta(connection, "journal") else { throw .foreign(path: path) }
        let seal = Seal(key: key, journal: identifier)
        let engine = Engine(
            settings: settings,
            connection: connection,
            seal: seal,
            projector: projector,
            marks: try HighWaterMarks(path: settings.marks, journal: identifier, key: key),
            epochs: [],
            boots: []
        )
        try engine.loadEpochs()
        try engine.loadRecipients()
        if let places = try engine.present(newestRow) { engine.newest = Newest(decoding: places) }
        if engine.epochs.isEmpty || engine.isBelowMarks { try engine.beginEpoch() }
        try engine.loadBoots(bootID: bootID)
        return engine
    }

    /// Looks at an existing journal and changes nothing.
    private static func probe(_ settings: JournalSettings, key: SymmetricKey) throws(JournalError) {
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
        guard let identifier = try? meta(reader, "journal"), let check = try? meta(reader, "key check"),
            let node = try? meta(reader, "node"), node.count == 8
        else { return }
        guard Seal(key: key, journal: identifier).keyCheck == check else { throw .wrongKey(path: path) }
        let found = NodeID(UInt32(truncatingIfNeeded: node.bigEndian(at: 0)))
        guard found == settings.node else { throw .otherNode(found: found, expected: settings.node) }
    }

    private static func create(
        _ connection: Connection,
        settings: JournalSettings,
        key: SymmetricKey
    )
        throws(JournalError)
    {
        var random = SystemRandomNumberGenerator()
        let identifier = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        var node: [UInt8] = []
        node.append(bigEndian: UInt64(settings.node.rawValue))
        let values = [
            ("journal", identifier),
            ("key check", Seal(key: key, journal: identifier).keyCheck),
            ("node", node),
        ]
        let fill: () throws(JournalError) -> Void = { () throws(JournalError) in
            try storing { () throws(SQLiteError) in
                try connection.execute(Schema.tables)
                for (name, value) in values {
                    try connection.prepare("INSERT INTO meta (name, value) VALUES (?, ?)")
                        .bind(1, name).bind(2, value).run()
                }
                try connection.execute("PRAGMA application_id = \(Schema.applicationID)")
                try connection.execute("PRAGMA user_version = \(Schema.version)")
            }
        }
        try connection.transaction(fill, mapping: JournalError.storage)
    }

    private static func meta(_ connection: Connection, _ name: String) throws(JournalError) -> [UInt8]? {
        try storing { () throws(SQLiteError) in
            let statement = try connection.prepare("SELECT value FROM meta WHERE name = ?").bind(1, name)
            defer { statement.reset() }
            return try statement.step() ? statement.blob(0) : nil
        }
    }

    private func loadEpochs() throws(JournalError) {
        let rows = try storing { () throws(SQLiteError) in
            let statement = try connection.prepare("SELECT ordinal, sealed FROM epoch ORDER BY ordinal")
            defer { statement.reset() }
            var rows: [(Int, [UInt8])] = []
            while try statement.step() { rows.append((Int(statement.int(0)), statement.blob(1))) }
            return rows
        }
        for (ordinal, sealed) in rows {
            guard
                let plain = seal.open(sealed, at: seal.place(.epoch, Self.bootKey(ordinal, 0))),
                plain.count == 8
            else { throw .damagedRow(table: "epoch", id: Int64(ordinal)) }
            var state = EpochState(ordinal: ordinal, epoch: Epoch(rawValue: plain.bigEndian(at: 0)))
            for stream in Stream.allCases {
                state[next: stream] = try head(ordinal, stream)
                state[delivered: stream] = try delivered(ordinal, stream)
            }
            epochs.append(state)
        }
    }

    private func head(_ epoch: Int, _ stream: FieldModel.Stream) throws(JournalError) -> UInt64 {
        let first = Schema.rowID(epoch: epoch, stream: stream.rawValue, offset: 0)
        return try storing { () throws(SQLiteError) in
            let statement = try connection.prepare(
                "SELECT id FROM event WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1"
            )
            .bind(1, first).bind(2, first + Int64(Schema.offsetLimit) - 1)
            defer { statement.reset() }
            return try statement.step() ? UInt64(statement.int(0) - first) + 1 : 0
        }
    }

    private func delivered(_ epoch: Int, _ stream: FieldModel.Stream) throws(JournalError) -> IntervalSet {
        let sealed = try storing { () throws(SQLiteError) -> [UInt8]? in
            let statement = try connection.prepare(
                "SELECT sealed FROM acknowledged WHERE epoch = ? AND stream = ?"
            )
            .bind(1, Int64(epoch)).bind(2, Int64(stream.rawValue))
            defer { statement.reset() }
            return try statement.step() ? statement.blob(0) : nil
        }
        // A damaged set counts as nothing delivered: sending again costs bytes, forgetting costs events.
        guard let sealed,
            let plain = seal.open(sealed, at: seal.place(.acknowledged, Self.acknowledgedKey(epoch, stream)))
        else { return IntervalSet() }
        var set = IntervalSet()
        for start in stride(from: 0, to: plain.count - 15, by: 16) {
            let (low, high) = (plain.bigEndian(at: start), plain.bigEndian(at: start + 8))
            if low < high { set.insert(low..<high) }
        }
        return set
    }

    private func loadRecipients() throws(JournalError) {
        let plain: [UInt8]
        do throws(JournalError) {
            guard let setting = try setting("recipients") else { return }
            plain = setting
        } catch {
            guard case .damagedRow = error else { throw error }
            // Nobody knows any more whose receipts they were: sending again costs bytes, forgetting costs events.
            for index in epochs.indices { voidReceipts(at: index, Stream.allCases) }
            return
        }
        for start in stride(from: 0, to: plain.count - 24, by: 25) {
            guard let domain = Domain(rawValue: plain[start]) else { continue }
            recipients[domain] = Recipient(
                coordinator: plain.bigEndian(at: start + 1),
                incarnation: Array(plain[start + 9..<start + 25])
            )
        }
    }

    /// Whether offsets once existed that this journal no longer has.
    private var isBelowMarks: Bool {
        guard let known = marks.current else { return false }
        // A newer epoch than that of the marks has already begun because of them.
        guard known.epoch == current.epoch else { return known.epoch > current.epoch }
        return zip(current.next, known.next).contains { $0 < $1 }
    }

    /// Starts a new epoch: the only way in which offsets begin at 0 again.
    func beginEpoch() throws(JournalError) {
        let ordinal = (epochs.last?.ordinal ?? -1) + 1
        guard ordinal < Schema.epochLimit else { throw .noEpochLeft }
        let floor = max(epochs.last?.epoch.counter ?? 0, marks.current?.epoch.counter ?? 0)
        let counter = try EpochCounter(keysDirectory: settings.keysDirectory).raise(above: floor)
        let epoch = Epoch(counter: counter, random: .random(in: .min ... .max))
        var plain: [UInt8] = []
        plain.append(bigEndian: epoch.rawValue)
        let sealed = try seal.seal(plain, at: seal.place(.epoch, Self.bootKey(ordinal, 0)))
        try commit { () throws(JournalError) in
            try storing { () throws(SQLiteError) in
                try connection.prepare("INSERT INTO epoch (ordinal, sealed) VALUES (?, ?)")
                    .bind(1, Int64(ordinal)).bind(2, sealed).run()
            }
        }
        epochs.append(EpochState(ordinal: ordinal, epoch: epoch))
    }

    /// Reads the boot records and gives this boot its ordinal.
    func loadBoots(bootID: [UInt8]) throws(JournalError) {
        let rows = try storing { () throws(SQLiteError) in
            let statement = try connection.prepare(
                "SELECT epoch, ordinal, sealed FROM boot ORDER BY epoch DESC, ordinal DESC LIMIT 1"
            )
            defer { statement.reset() }
            var rows: [(Int, UInt32, [UInt8])] = []
            while try statement.step() {
                rows.append(
                    (Int(statement.int(0)), UInt32(truncatingIfNeeded: statement.int(1)), statement.blob(2))
                )
            }
            return rows
        }
        var next: UInt32 = 0
        if let (epoch, ordinal, sealed) = rows.first, epoch == current.ordinal {
            let record = bootRecord(sealed, epoch, ordinal) ?? BootRecord(ordinal: ordinal, bootID: [])
            if record.bootID == bootID {
                boots = [Boot(epoch: epoch, record: record)]
                return
            }
            next = ordinal + 1
        }
        let boot = Boot(epoch: current.ordinal, record: BootRecord(ordinal: next, bootID: bootID))
        try commit { () throws(JournalError) in try save(boot) }
        boots = [boot]
    }

    func bootRecord(_ sealed: [UInt8], _ epoch: Int, _ ordinal: UInt32) -> BootRecord? {
        // A boot record that cannot be read dates nothing; its events keep their order without it.
        guard let plain = seal.open(sealed, at: seal.place(.boot, Self.bootKey(epoch, ordinal))),
            let wire = try? PBBootRecord(serializedBytes: plain)
        else { return nil }
        return try? BootRecord(wire)
    }
}
