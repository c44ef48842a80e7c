import FieldModel
import Store
import SwiftProtobuf
import Wire

/// The small tables: projections, idempotency keys, delivered sets, settings, boots.
extension Engine {
    static let newestRow = "\u{1}newest"
    /// Keys that are kept at most and at least, the bytes of one with its index, and how many go at once when the quota was lowered.
    private static let idempotency = (most: Int64(65_536), least: Int64(1_024), bytes: Int64(192), step: 64)

    /// How many idempotency keys are kept: as many as fit in a sixteenth of the room.
    var idempotencyLimit: Int64 {
        let room = quota.limit.multipliedReportingOverflow(by: quota.pageSize)
        let keys = (room.overflow ? .max : room.partialValue) / 16 / Self.idempotency.bytes
        return min(max(keys, Self.idempotency.least), Self.idempotency.most)
    }

    /// The state of a row; `nil` when there is none.
    ///
    /// - Throws: `.damagedRow` for one that does not authenticate.
    func projection(_ name: String) throws(JournalError) -> (any FoldedState)? {
        if areProjectionsUnknown, name != Self.newestRow { return StoredState.unknown }
        return try row(name).state ?? (isAbsentUnknown(name) ? StoredState.unknown : nil)
    }

    /// A row as it is at hand or stored, whether or not it may be believed.
    func row(_ name: String) throws(JournalError) -> ProjectionCache.Row {
        if let known = projections.row(name) { return known }
        let hidden = seal.hide(name)
        let row: ProjectionCache.Row
        if let sealed = try sealedProjection(hidden) {
            guard let stored = seal.openProjection(sealed, hidden) else {
                noteUnknown(name)
                throw .damagedRow(table: "projection", id: 0)
            }
            if stored.state == StoredState.unknown.bytes { noteUnknown(name) }
            let state = StoredState(stored.state)
            row = .init(
                name: name,
                hidden: hidden,
                state: name == Self.newestRow ? state : projector.decode(state, name),
                stamp: stored.stamp
            )
        } else {
            row = .init(name: name, hidden: hidden)
        }
        projections.remember(row)
        return row
    }

    /// What is stored under a name; nothing that opens where the row does not say the whole name.
    func sealedProjection(_ hidden: [UInt8]) throws(JournalError) -> [UInt8]? {
        try storing { () throws(SQLiteError) -> [UInt8]? in
            let statement = try connection.prepare("SELECT rest, sealed FROM projection WHERE id = ?")
                .bind(1, Schema.projectionID(hidden))
            defer { statement.reset() }
            guard try statement.step() else { return nil }
            return statement.blob(0).elementsEqual(hidden.dropFirst(8)) ? statement.blob(1) : []
        }
    }

    /// Changes a row in place, as the present batch does; `body` returns false to leave it as it was.
    ///
    /// One that does not authenticate is unknown to `body`, and is replaced by what comes of it.
    func change(
        _ name: String,
        stamp: Int64 = 0,
        _ body: (inout (any FoldedState)?) -> Bool
    ) throws(JournalError) -> Bool {
        do throws(JournalError) {
            return projections.change(try row(name), stamp: stamp, body)
        } catch {
            guard case .damagedRow = error else { throw error }
            let row = ProjectionCache.Row(name: name, hidden: seal.hide(name), state: StoredState.unknown)
            guard projections.change(row, stamp: stamp, body) else { return false }
            projections.remember(row)
            return true
        }
    }

    /// The state of a row for those who fold. One that does not authenticate is unknown: it stays as it is, and so does
    /// what depends on it.
    func present(_ name: String) throws(JournalError) -> (any FoldedState)? {
        do throws(JournalError) {
            return try projection(name)
        } catch {
            guard case .damagedRow = error else { throw error }
            return StoredState.unknown
        }
    }

    /// Every row whose name starts with `prefix`; reads the whole table.
    func projections(prefix: String) throws(JournalError) -> [(name: String, state: [UInt8])] {
        var states: [String: [UInt8]] = [:]
        for stored in try storedProjections() { states[stored.name] = stored.state }
        for row in projections.unwritten { states[row.name] = row.state?.encoded() }
        return states.filter { $0.key.hasPrefix(prefix) && $0.key != Self.newestRow }
            .map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }

    /// Rows as they were written last.
    ///
    /// - Throws: `.damagedRow` at one that does not authenticate, unless those are passed over.
    func storedProjections(passingDamaged: Bool = false) throws(JournalError) -> [Seal.Projection] {
        var result: [Seal.Projection] = []
        let statement = try storing { () throws(SQLiteError) in
            try connection.prepare("SELECT id, rest, sealed FROM projection")
        }
        defer { statement.reset() }
        while try storing({ () throws(SQLiteError) in try statement.step() }) {
            let hidden = Schema.hiddenName(id: statement.int(0), rest: statement.blob(1))
            guard let stored = seal.openProjection(statement.blob(2), hidden) else {
                guard passingDamaged else { throw .damagedRow(table: "projection", id: 0) }
                continue
            }
            result.append(stored)
        }
        return result
    }

    func store(_ projection: Seal.Projection, _ hidden: [UInt8]) throws(JournalError) {
        let sealed = try seal.seal(projection.plain, at: seal.place(.stampedProjection, hidden))
        try storing { () throws(SQLiteError) in
            try connection.prepare("INSERT OR REPLACE INTO projection (id, rest, sealed) VALUES (?, ?, ?)")
                .bind(1, Schema.projectionID(hidden)).bind(2, Array(hidden[8...])).bind(3, sealed).run()
        }
    }

    /// What an act has written; `nil` where it is not known, or where what it wrote was lost: then it is to be written again.
    func identities(of key: IdempotencyKey) throws(JournalError) -> [EventIdentity]? {
        let sealed = try storing { () throws(SQLiteError) -> [UInt8]? in
            let statement = try connection.prepare("SELECT sealed FROM idempotency WHERE key = ?")
                .bind(1, key.bytes)
            defer { statement.reset() }
            return try statement.step() ? statement.blob(0) : nil
        }
        guard let sealed else { return nil }
        guard let plain = seal.open(sealed, at: seal.place(.idempotency, key.bytes)) else {
            throw .damagedRow(table: "idempotency", id: 0)
        }
        var identities: [EventIdentity] = []
        for start in stride(from: 0, to: plain.count - 16, by: 17) {
            guard let stream = Stream(rawValue: plain[start]) else { continue }
            let identity = EventIdentity(
                node: settings.node,
                epoch: Epoch(rawValue: plain.bigEndian(at: start + 1)),
                stream: stream,
                offset: plain.bigEndian(at: start + 9)
            )
            guard try isKept(identity) else { return nil }
            identities.append(identity)
        }
        return identities
    }

    /// Whether an event is at hand, or was delivered or given up since.
    private func isKept(_ identity: EventIdentity) throws(JournalError) -> Bool {
        let (stream, offset) = (identity.stream, identity.offset)
        guard let state = epochs.first(where: { $0.epoch == identity.epoch }), offset < state[next: stream]
        else {
            return false
        }
        if state[delivered: stream].contains(offset) { return true }
        if state.ordinal == current.ordinal, let run = openRuns[Int(stream.rawValue) - 1], run.first <= offset
        {
            return true
        }
        var isThere = false
        _ = try events(state, stream, offset..<offset + 1) { _, _ in
        } _: { _ in
            isThere = true
            return false
        }
        if isThere { return true }
        return try gaps(state, stream, touching: offset..<offset + 1)
            .contains { $0.covers(offset) && $0.reason != .lost }
    }

    func remember(_ key: IdempotencyKey, _ identities: [EventIdentity]) throws(JournalError) {
        var plain: [UInt8] = []
        for identity in identities {
            plain.append(identity.stream.rawValue)
            plain.append(bigEndian: identity.epoch.rawValue)
            plain.append(bigEndian: identity.offset)
        }
        try remember(key, plain: plain)
    }

    func remember(_ key: IdempotencyKey, plain: [UInt8]) throws(JournalError) {
        let sealed = try seal.seal(plain, at: seal.place(.idempotency, key.bytes))
        try storing { () throws(SQLiteError) in
            try connection.prepare("INSERT OR REPLACE INTO idempotency (key, sealed) VALUES (?, ?)")
                .bind(1, key.bytes).bind(2, sealed).run()
            try connection.prepare(
                """
                DELETE FROM idempotency WHERE sequence IN (SELECT sequence FROM idempotency
                WHERE sequence <= ? ORDER BY sequence LIMIT \(Self.idempotency.step))
                """
            )
            .bind(1, connection.lastInsertedRowID - idempotencyLimit).run()
        }
    }

    /// Keeps an act of a journal that was set aside, as older than every act here, while there is room.
    func restore(_ key: IdempotencyKey, plain: [UInt8]) throws(JournalError) {
        let sealed = try seal.seal(plain, at: seal.place(.idempotency, key.bytes))
        try storing { () throws(SQLiteError) in
            let oldest = try connection.integer("SELECT min(sequence) FROM idempotency") ?? 1
            let newest = try connection.integer("SELECT max(sequence) FROM idempotency") ?? 1
            let (span, overflow) = newest.subtractingReportingOverflow(oldest)
            guard !overflow, oldest > Int64.min, span < idempotencyLimit else { return }
            try connection.prepare(
                "INSERT OR IGNORE INTO idempotency (sequence, key, sealed) VALUES (?, ?, ?)"
            )
            .bind(1, oldest - 1).bind(2, key.bytes).bind(3, sealed).run()
        }
    }

    func saveAcknowledgements() throws(JournalError) {
        for row in dirtyAcknowledgements {
            guard let state = epochs.first(where: { $0.ordinal == row.epoch }) else { continue }
            var plain: [UInt8] = []
            for range in state[delivered: row.stream].ranges {
                plain.append(bigEndian: range.lowerBound)
                plain.append(bigEndian: range.upperBound)
            }
            let sealed = try seal.seal(
                plain,
                at: seal.place(.acknowledged, Self.acknowledgedKey(row.epoch, row.stream))
            )
            try storing { () throws(SQLiteError) in
                try connection.prepare(
                    "INSERT OR REPLACE INTO acknowledged (epoch, stream, sealed) VALUES (?, ?, ?)"
                )
                .bind(1, Int64(row.epoch)).bind(2, Int64(row.stream.rawValue)).bind(3, sealed).run()
            }
        }
        guard areRecipientsDirty else { return }
        var plain: [UInt8] = []
        for (domain, recipient) in recipients {
            plain.append(domain.rawValue)
            plain.append(bigEndian: recipient.coordinator)
            plain += recipient.incarnation
        }
        try saveSetting("recipients", plain)
    }

    static func acknowledgedKey(_ epoch: Int, _ stream: FieldModel.Stream) -> [UInt8] {
        var key: [UInt8] = [stream.rawValue]
        key.append(bigEndian: UInt64(epoch))
        return key
    }

    func setting(_ name: String) throws(JournalError) -> [UInt8]? {
        let sealed = try storing { () throws(SQLiteError) -> [UInt8]? in
            let statement = try connection.prepare("SELECT sealed FROM setting WHERE name = ?").bind(1, name)
            defer { statement.reset() }
            return try statement.step() ? statement.blob(0) : nil
        }
        guard let sealed else { return nil }
        guard let plain = seal.open(sealed, at: seal.place(.setting, Array(name.utf8))) else {
            throw .damagedRow(table: "setting", id: 0)
        }
        return plain
    }

    func saveSetting(_ name: String, _ value: [UInt8]) throws(JournalError) {
        let sealed = try seal.seal(value, at: seal.place(.setting, Array(name.utf8)))
        try storing { () throws(SQLiteError) in
            try connection.prepare("INSERT OR REPLACE INTO setting (name, sealed) VALUES (?, ?)")
                .bind(1, name).bind(2, sealed).run()
        }
    }

    func save(_ boot: Boot) throws(JournalError) {
        let key = Self.bootKey(boot.epoch, boot.record.ordinal)
        guard let wire = try? PBBootRecord(boot.record, epoch: Epoch(rawValue: 0)),
            let plain: [UInt8] = try? wire.serializedBytes()
        else { throw .invalidEvent("a boot record that cannot be written") }
        let sealed = try seal.seal(plain, at: seal.place(.boot, key))
        try storing { () throws(SQLiteError) in
            try connection.prepare("INSERT OR REPLACE INTO boot (epoch, ordinal, sealed) VALUES (?, ?, ?)")
                .bind(1, Int64(boot.epoch)).bind(2, Int64(boot.record.ordinal)).bind(3, sealed).run()
        }
    }

    static func bootKey(_ epoch: Int, _ ordinal: UInt32) -> [UInt8] {
        var key: [UInt8] = []
        key.append(bigEndian: UInt64(epoch))
        key.append(bigEndian: UInt64(ordinal))
        return key
    }
}
