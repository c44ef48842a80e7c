import Crypto
import FieldModel
import Glibc
import Store
import SwiftProtobuf
import Wire

extension Engine {
    /// Makes the tables of a new journal. `aside` is the number of what was set aside for it.
    static func create(
        _ connection: Connection,
        settings: JournalSettings,
        key: SymmetricKey,
        aside: Int?
    )
        throws(JournalError)
    {
        let identifier = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        var node: [UInt8] = []
        node.append(bigEndian: UInt64(settings.node.rawValue))
        let values =
            [
                ("journal", identifier),
                ("key check", Seal(key: key, journal: identifier).keyCheck),
                ("node", node),
            ] + (aside.map { [("aside", Self.number($0))] } ?? [])
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
        // From here on the database says whose it is, whatever becomes of the log.
        _ = try storing { () throws(SQLiteError) in try connection.integer("PRAGMA wal_checkpoint(PASSIVE)") }
    }

    static func number(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt64(clamping: value))
        return bytes
    }

    static func meta(_ connection: Connection, _ name: String) throws(JournalError) -> [UInt8]? {
        try storing { () throws(SQLiteError) in
            let statement = try connection.prepare("SELECT value FROM meta WHERE name = ?").bind(1, name)
            defer { statement.reset() }
            return try statement.step() ? statement.blob(0) : nil
        }
    }

    /// Reads epochs, heads, receipts, marks and boots, and begins what must begin.
    ///
    /// `record` is what the keys folder remembers.
    /// `hasLog` says that a log was there, which may hold what the database lacks.
    func load(_ record: IdentityRecord?, bootID: [UInt8], hasLog: Bool) throws(JournalError) {
        let foreign = try loadEpochs(record)
        let isBehind = epochs.last.map { foreign.contains($0.ordinal) } ?? false
        try loadRecipients()
        if let places = try present(Self.newestRow) { newest = Newest(decoding: places.encoded()) }
        try loadProjectionState()
        try loadSalvage()
        let isNew = epochs.isEmpty
        if !isNew { try foldUnwritten() }
        if isNew || current.isBeingSalvaged {
            try beginEpoch()
        } else if isBehind || isBelowMarks {
            // Rows may be there that SQLite does not see.
            guard !hasLog else { throw .missingRows(stream: .alarm, offset: current[next: .alarm]) }
            try declareTails(record, foreign)
            try beginEpoch()
        } else {
            try checkHeads()
            try declareTails(record, foreign)
        }
        if isNew { try writeProjections() }
        try loadBoots(bootID: bootID)
        wasSuspect = SetAside(settings: settings).isSuspect
        if record != self.record { remember() }
    }

    /// Writes down, outside the database, whose journal this is and how far it came. A full disk is no reason to stop:
    /// nothing leaves before marks stand, and the next opening tries again.
    func remember() {
        try? record.write(to: settings.record, key: key)
        try? recordMarks()
    }

    /// What the keys folder should remember of this journal.
    private var record: IdentityRecord {
        var record = IdentityRecord(journal: seal.journal, node: settings.node, schema: Schema.version)
        for state in epochs {
            let isPresent = state.ordinal == current.ordinal
            record.epochs[state.ordinal] = .init(epoch: state.epoch, heads: isPresent ? nil : state.next)
        }
        return record
    }

    /// Returns the ordinals of epochs that began in another database than this.
    private func loadEpochs(_ record: IdentityRecord?) throws(JournalError) -> Set<Int> {
        let rows = try storing { () throws(SQLiteError) in
            let statement = try connection.prepare("SELECT ordinal, sealed FROM epoch ORDER BY ordinal")
            defer { statement.reset() }
            var rows: [(Int, [UInt8])] = []
            while try statement.step() { rows.append((Int(statement.int(0)), statement.blob(1))) }
            return rows
        }
        // An epoch that this database does not know began in another that took its place for a while.
        var known = record?.epochs.mapValues(\.epoch) ?? [:]
        var stored: Set<Int> = []
        for (ordinal, sealed) in rows {
            if let plain = seal.open(sealed, at: seal.place(.epoch, Self.bootKey(ordinal, 0))),
                plain.count == 8
            {
                known[ordinal] = Epoch(rawValue: plain.bigEndian(at: 0))
                stored.insert(ordinal)
            } else if known[ordinal] == nil {
                throw .damagedRow(table: "epoch", id: Int64(ordinal))
            }
        }
        let missing = known.filter { !stored.contains($0.key) && (0..<Schema.epochLimit).contains($0.key) }
        if !missing.isEmpty {
            try commit { () throws(JournalError) in
                for (ordinal, epoch) in missing { try save(epoch, ordinal) }
            }
        }
        for (ordinal, epoch) in known.sorted(by: { $0.key < $1.key }) {
            var state = EpochState(ordinal: ordinal, epoch: epoch)
            for stream in Stream.allCases {
                state[gaps: stream] = try gapExtents(ordinal, stream)
                // The last events may be gone, and only their gap tells that they were.
                state[next: stream] = max(
                    try head(ordinal, stream),
                    state[gaps: stream].ranges.last?.upperBound ?? 0
                )
                state[delivered: stream] = try delivered(ordinal, stream)
            }
            epochs.append(state)
        }
        return Set(missing.keys)
    }

    /// The last row of each stream names the next offset, so it must be what was written there; unless it is damaged
    /// in itself, and the marks say the same.
    private func checkHeads() throws(JournalError) {
        let state = current
        for stream in Stream.allCases where state[next: stream] > 0 {
            let last = state[next: stream] - 1
            var isDamaged = false
            _ = try events(state, stream, last..<last + 1) { _, _ in
                isDamaged = true
            } _: { _ in
                true
            }
            let known = marks.current.flatMap { $0.epoch == state.epoch ? $0.next : nil }
            if isDamaged, known?[Int(stream.rawValue) - 1] != state[next: stream] {
                let id = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: last)
                throw .damagedRow(table: "event", id: id)
            }
        }
    }

    /// Says of offsets that once existed and no longer do that they are lost. Salvage says it of its own epochs when it
    /// has found what there is. Of `foreign` epochs whose end nobody knows, anything may be missing.
    private func declareTails(_ record: IdentityRecord?, _ foreign: Set<Int>) throws(JournalError) {
        var lost: [FieldModel.Stream: Int64] = [:]
        try commit { () throws(JournalError) in
            for index in epochs.indices where !epochs[index].isBeingSalvaged {
                let known = record?.epochs[epochs[index].ordinal]
                let heads = [
                    known?.epoch == epochs[index].epoch ? known?.heads : nil,
                    marks.current?.epoch == epochs[index].epoch ? marks.current?.next : nil,
                ]
                if foreign.contains(epochs[index].ordinal), heads.allSatisfy({ $0 == nil }) {
                    endUnknown.formUnion(Rebuild.kept)
                    for stream in Rebuild.streams {
                        lost[stream] = Schema.rowID(
                            epoch: epochs[index].ordinal,
                            stream: stream.rawValue,
                            offset: 0
                        )
                    }
                }
                for stream in Stream.allCases {
                    let mark = heads.compactMap { $0?[Int(stream.rawValue) - 1] }.max() ?? 0
                    let head = epochs[index][next: stream]
                    guard head < mark else { continue }
                    try writeGap(index, stream, head..<mark, .lost)
                    epochs[index][next: stream] = mark
                    guard Rebuild.streams.contains(stream) else { continue }
                    lost[stream] = Schema.rowID(
                        epoch: epochs[index].ordinal,
                        stream: stream.rawValue,
                        offset: mark
                    )
                }
            }
            try forget(after: lost)
        }
        if !lost.isEmpty { forgetCache() }
    }

    private func save(_ epoch: Epoch, _ ordinal: Int) throws(JournalError) {
        var plain: [UInt8] = []
        plain.append(bigEndian: epoch.rawValue)
        let sealed = try seal.seal(plain, at: seal.place(.epoch, Self.bootKey(ordinal, 0)))
        try storing { () throws(SQLiteError) in
            try connection.prepare("INSERT OR REPLACE INTO epoch (ordinal, sealed) VALUES (?, ?)")
                .bind(1, Int64(ordinal)).bind(2, sealed).run()
        }
    }

    private func head(_ epoch: Int, _ stream: FieldModel.Stream) throws(JournalError) -> UInt64 {
        let first = Schema.rowID(epoch: epoch, stream: stream.rawValue, offset: 0)
        return try storing { () throws(SQLiteError) in
            let statement = try connection.prepare(
                "SELECT id, count FROM event WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1"
            )
            .bind(1, first).bind(2, first + Int64(Schema.offsetLimit) - 1)
            defer { statement.reset() }
            guard try statement.step() else { return 0 }
            return try Schema.offset(of: statement.int(0), from: first) + Schema.eventCount(statement.int(1))
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

    func loadRecipients() throws(JournalError) {
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
    var isBelowMarks: Bool {
        guard let known = marks.current else { return false }
        // A newer epoch than that of the marks has already begun because of them.
        guard known.epoch == current.epoch else { return known.epoch > current.epoch }
        return zip(current.next, known.next).contains { $0 < $1 }
    }

    /// Starts a new epoch: the only way in which offsets begin at 0 again. What `writing` writes with it, given its
    /// ordinal, comes with it or not at all.
    func beginEpoch(writing: (Int) throws(JournalError) -> Void = { _ in }) throws(JournalError) {
        let ordinal = (epochs.last?.ordinal ?? -1) + 1
        guard ordinal < Schema.epochLimit else { throw .noEpochLeft }
        let floor = max(epochs.last?.epoch.counter ?? 0, marks.current?.epoch.counter ?? 0)
        let counter = try EpochCounter(keysDirectory: settings.keysDirectory).raise(above: floor)
        let epoch = Epoch(counter: counter, random: .random(in: .min ... .max))
        let before = epochs
        do throws(JournalError) {
            try commit { () throws(JournalError) in
                try save(epoch, ordinal)
                try writing(ordinal)
            }
        } catch {
            epochs = before
            throw error
        }
        epochs.append(EpochState(ordinal: ordinal, epoch: epoch))
        remember()
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
            // Nothing boots so often.
            guard ordinal < 1 << 31 else { throw .damagedRow(table: "boot", id: Int64(ordinal)) }
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
        seal.open(sealed, at: seal.place(.boot, Self.bootKey(epoch, ordinal))).flatMap(Self.bootRecord)
    }

    static func bootRecord(_ plain: [UInt8]) -> BootRecord? {
        guard let wire = try? PBBootRecord(serializedBytes: plain) else { return nil }
        return try? BootRecord(wire)
    }
}
