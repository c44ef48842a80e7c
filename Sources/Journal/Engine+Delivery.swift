import FieldModel
import Store
import Wire

extension Engine {
    /// Notes what a coordinator has. Another incarnation voids every earlier receipt of the domain.
    ///
    /// A receipt for offsets that this journal never had means that the journal was rolled back: a new epoch begins.
    func acknowledge(
        _ domain: Domain,
        _ recipient: Recipient,
        _ durable: [(epoch: Epoch, stream: FieldModel.Stream, offsets: IntervalSet)]
    ) throws(JournalError) -> ReceiptEffect {
        var effect = ReceiptEffect()
        // A store that was lost is lost for every domain that it kept, also for those that have nothing to say now.
        for other in Domain.allCases
        where other == domain || recipients[other]?.coordinator == recipient.coordinator {
            guard recipients[other] != recipient else { continue }
            if recipients[other] != nil {
                effect.isNewIncarnation = true
                forgetReceipts(of: other)
            }
            recipients[other] = recipient
            areRecipientsDirty = true
        }
        for (epoch, stream, offsets) in durable where stream.domain == domain {
            guard let index = epochs.firstIndex(where: { $0.epoch == epoch }) else { continue }
            let head = epochs[index][next: stream]
            if let last = offsets.ranges.last, last.upperBound > head { effect.showsRollback = true }
            var set = epochs[index][delivered: stream]
            let before = set.count
            for range in offsets.ranges where range.lowerBound < head {
                set.insert(range.clamped(to: 0..<head))
            }
            guard set.count != before else { continue }
            effect.newlyDelivered += set.count - before
            epochs[index][delivered: stream] = set
            dirtyAcknowledgements.insert(.init(epoch: epochs[index].ordinal, stream: stream))
        }
        if effect.showsRollback { try reopenEpoch() }
        return effect
    }

    private func forgetReceipts(of domain: Domain) {
        for index in epochs.indices {
            for stream in domain.streams where !epochs[index][delivered: stream].isEmpty {
                epochs[index][delivered: stream] = IntervalSet()
                dirtyAcknowledgements.insert(.init(epoch: epochs[index].ordinal, stream: stream))
            }
        }
    }

    private func reopenEpoch() throws(JournalError) {
        let bootID = boots.last?.record.bootID ?? []
        try beginEpoch()
        try loadBoots(bootID: bootID)
    }

    /// Events that no receipt covers, in offset order, oldest epoch first.
    func unsent(_ query: UnsentQuery) throws(JournalError) -> [StoredEvent] {
        var result: [StoredEvent] = []
        var bytes = 0
        for state in epochs where state.unsent(query.stream) > 0 {
            var skip = state[delivered: query.stream]
            if let inFlight = query.excluding[state.epoch] { skip.formUnion(inFlight) }
            var start: UInt64 = 0
            while start < state[next: query.stream] {
                // One hole at a time: a set with many holes is not listed whole for a bundle's worth of them.
                guard let range = skip.missing(in: start..<state[next: query.stream], limit: 1).first else {
                    break
                }
                try read(state, query.stream, range, query, into: &result, &bytes)
                if result.count >= query.events || bytes >= query.bytes { return result }
                start = range.upperBound
            }
        }
        return result
    }

    private func read(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>,
        _ query: UnsentQuery,
        into result: inout [StoredEvent],
        _ bytes: inout Int
    ) throws(JournalError) {
        let base = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: 0)
        let statement = try storing { () throws(SQLiteError) in
            try connection.prepare(
                "SELECT id, sealed FROM event WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"
            )
            .bind(1, base + Int64(range.lowerBound))
            .bind(2, base + Int64(range.upperBound))
            .bind(3, Int64(query.events - result.count))
        }
        defer { statement.reset() }
        while bytes < query.bytes, try storing({ () throws(SQLiteError) in try statement.step() }) {
            let event = try event(statement, state, stream, base)
            bytes += event.bytes.count
            result.append(event)
        }
    }

    private func event(
        _ row: Statement,
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ base: Int64
    )
        throws(JournalError) -> StoredEvent
    {
        let offset = UInt64(row.int(0) - base)
        let place = seal.eventPlace(state.epoch, stream, offset)
        let plain = try opened(row, 1, at: place, "event", row.int(0))
        return StoredEvent(
            identity: EventIdentity(node: settings.node, epoch: state.epoch, stream: stream, offset: offset),
            bytes: plain
        )
    }

    /// Events of one stream of the newest epoch or of the one asked for, from an offset on.
    func list(
        _ stream: FieldModel.Stream,
        epoch: Epoch?,
        from first: UInt64,
        limit: Int
    )
        throws(JournalError) -> [StoredEvent]
    {
        guard let state = epochs.last(where: { epoch == nil || $0.epoch == epoch }),
            first < state[next: stream]
        else { return [] }
        let query = UnsentQuery(stream: stream, events: limit, bytes: .max)
        var result: [StoredEvent] = []
        var bytes = 0
        try read(state, stream, first..<state[next: stream], query, into: &result, &bytes)
        return result
    }

    /// The newest snapshot of each kind that no receipt covers yet.
    func unsentNewest(_ domain: Domain) throws(JournalError) -> [StoredEvent] {
        var result: [StoredEvent] = []
        for (kind, place) in newest.places.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where kind.stream.domain == domain {
            guard let state = epochs.first(where: { $0.ordinal == place.epoch }),
                !state[delivered: kind.stream].contains(place.offset)
            else { continue }
            let query = UnsentQuery(stream: kind.stream, events: 1, bytes: .max)
            var one: [StoredEvent] = []
            var bytes = 0
            try read(state, kind.stream, place.offset..<place.offset + 1, query, into: &one, &bytes)
            result += one
        }
        return result
    }

    func recordMarks() throws(JournalError) {
        try marks.record(.init(epoch: current.epoch, next: current.next))
    }

    func add(_ anchor: ClockAnchor) throws(JournalError) {
        guard var boot = boots.last else { return }
        let before = boot.record
        boot.record.add(anchor)
        guard boot.record != before else { return }
        try commit { () throws(JournalError) in try save(boot) }
        boots[boots.count - 1] = boot
    }

    /// The records of these boots, as far as they can be read.
    func bootRecords(_ wanted: Set<BootKey>) throws(JournalError) -> [(epoch: Epoch, record: BootRecord)] {
        var result: [(Epoch, BootRecord)] = []
        for state in epochs {
            for key in wanted where key.epoch == state.epoch {
                let sealed = try storing { () throws(SQLiteError) -> [UInt8]? in
                    let statement = try connection.prepare(
                        "SELECT sealed FROM boot WHERE epoch = ? AND ordinal = ?"
                    )
                    .bind(1, Int64(state.ordinal)).bind(2, Int64(key.ordinal))
                    defer { statement.reset() }
                    return try statement.step() ? statement.blob(0) : nil
                }
                guard let sealed, let record = bootRecord(sealed, state.ordinal, key.ordinal) else {
                    continue
                }
                result.append((state.epoch, record))
            }
        }
        return result
    }
}
