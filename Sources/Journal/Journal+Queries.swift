package import FieldModel

extension Journal {
    package func unsent(_ query: UnsentQuery) async throws(JournalError) -> [StoredEvent] {
        try await perform { engine throws(JournalError) in try engine.unsent(query) }
    }

    /// The newest snapshots (fix, load, census, mission status, unit profile) that no receipt covers.
    package func unsentNewest(_ domain: Domain) async throws(JournalError) -> [StoredEvent] {
        try await perform { engine throws(JournalError) in try engine.unsentNewest(domain) }
    }

    /// Gap records with offsets of which the domain's coordinator does not know yet that they are gone, lowest first.
    package func unsentGaps(_ domain: Domain, limit: Int) async throws(JournalError) -> [Gap] {
        try await perform { engine throws(JournalError) in try engine.unsentGaps(domain, limit: limit) }
    }

    /// Puts the present heads on the disk outside SQLite. Called before an envelope's first transmission.
    package func recordMarks() async throws(JournalError) {
        try await perform { engine throws(JournalError) in try engine.recordMarks() }
    }

    /// Notes which offsets a coordinator holds. Persisted with the next commit: losing it costs a resend, nothing else.
    package func acknowledge(
        _ domain: Domain,
        coordinator: UInt64,
        incarnation: [UInt8],
        durable: [(epoch: Epoch, stream: FieldModel.Stream, offsets: IntervalSet)]
    ) async throws(JournalError) -> ReceiptEffect {
        guard incarnation.count == 16 else { throw .invalidEvent("an incarnation has 16 bytes") }
        let recipient = Recipient(coordinator: coordinator, incarnation: incarnation)
        return try await perform { engine throws(JournalError) in
            try engine.acknowledge(domain, recipient, durable)
        }
    }

    /// Adds a reading of the wall clock to this boot's record.
    package func add(_ anchor: ClockAnchor) async throws(JournalError) {
        try await perform { engine throws(JournalError) in try engine.add(anchor) }
    }

    package func bootRecords(
        _ wanted: Set<BootKey>
    ) async throws(JournalError)
        -> [(epoch: Epoch, record: BootRecord)]
    {
        try await perform { engine throws(JournalError) in try engine.bootRecords(wanted) }
    }

    package func verify() async throws(JournalError) -> Verification {
        try await perform { engine throws(JournalError) in try engine.verify() }
    }

    package func list(
        _ stream: FieldModel.Stream,
        epoch: Epoch? = nil,
        from first: UInt64,
        limit: Int
    )
        async throws(JournalError) -> [StoredEvent]
    {
        try await perform { engine throws(JournalError) in
            try engine.list(stream, epoch: epoch, from: first, limit: limit)
        }
    }

    /// The state of a row; one that is unknown is bytes that nothing decodes.
    package func projection(_ name: String) async throws(JournalError) -> [UInt8]? {
        try await perform { engine throws(JournalError) in try engine.projection(name)?.encoded() }
    }

    package func projections(prefix: String) async throws(JournalError) -> [(name: String, state: [UInt8])] {
        try await perform { engine throws(JournalError) in try engine.projections(prefix: prefix) }
    }

    /// A small value that survives a restart; on the disk when this returns.
    package func set(_ name: String, _ value: [UInt8]) async throws(JournalError) {
        try await perform { engine throws(JournalError) in
            let save = { () throws(JournalError) in
                try engine.commit { () throws(JournalError) in try engine.saveSetting(name, value) }
            }
            do throws(JournalError) {
                try save()
            } catch {
                guard error.isForRoom else { throw error }
                engine.makeRoom()
                do throws(JournalError) {
                    try save()
                } catch {
                    throw error.isForRoom ? .full(engine.quota.level) : error
                }
            }
        }
    }

    package func setting(_ name: String) async throws(JournalError) -> [UInt8]? {
        try await perform { engine throws(JournalError) in try engine.setting(name) }
    }
}
