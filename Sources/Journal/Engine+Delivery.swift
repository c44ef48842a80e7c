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
        var forgotten: [(index: Int, stream: FieldModel.Stream, offsets: Range<UInt64>)] = []
        // A store that was lost is lost for every domain that it kept, also for those that have nothing to say now.
        for other in Domain.allCases
        where other == domain || recipients[other]?.coordinator == recipient.coordinator {
            guard recipients[other] != recipient else { continue }
            if recipients[other] != nil {
                effect.isNewIncarnation = true
                for index in epochs.indices { voidReceipts(at: index, other.streams) }
            }
            recipients[other] = recipient
            areRecipientsDirty = true
        }
        for (epoch, stream, offsets) in durable where stream.domain == domain {
            guard let index = epochs.firstIndex(where: { $0.epoch == epoch }) else { continue }
            let head = epochs[index][next: stream]
            // Of an earlier epoch it is no news: the present one began because of it.
            if let last = offsets.ranges.last, last.upperBound > head, epoch == current.epoch {
                effect.showsRollback = true
                forgotten.append((index, stream, head..<min(last.upperBound, Schema.offsetLimit)))
            }
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
        if effect.showsRollback {
            // First what may fail: a receipt that could not be taken in shows the same the next time.
            try forgetRolledBack()
            // What the coordinator has of it counts as received there; the rest is gone.
            try reopenEpoch { () throws(JournalError) in
                for (index, stream, offsets) in forgotten where !offsets.isEmpty {
                    try writeGap(index, stream, offsets, .lost)
                    epochs[index][next: stream] = offsets.upperBound
                }
            }
        }
        return effect
    }

    /// Makes every row unknown that needs every event: those that were folded since are gone, of any stream, and as the marks were
    /// rolled back too, nobody knows how many.
    private func forgetRolledBack() throws(JournalError) {
        let state = current
        let before = (absentUnknown, endUnknown)
        let ends = Rebuild.kept.map { stream in
            (stream, Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: state[next: stream]))
        }
        endUnknown.formUnion(Rebuild.kept)
        do throws(JournalError) {
            try commit { () throws(JournalError) in
                try forget(after: Dictionary(uniqueKeysWithValues: ends))
            }
        } catch {
            (absentUnknown, endUnknown) = before
            projections.discard()
            throw error
        }
        forgetCache()
    }

    /// Forgets what was delivered of these streams in one epoch.
    func voidReceipts(at index: Int, _ streams: [FieldModel.Stream]) {
        for stream in streams where !epochs[index][delivered: stream].isEmpty {
            epochs[index][delivered: stream] = IntervalSet()
            dirtyAcknowledgements.insert(.init(epoch: epochs[index].ordinal, stream: stream))
        }
    }

    /// Begins an epoch while the machine runs: the present boot is its first, with the time as far as it is known.
    private func reopenEpoch(ending: () throws(JournalError) -> Void) throws(JournalError) {
        var record = boots.last?.record
        record?.ordinal = 0
        try beginEpoch { ordinal throws(JournalError) in
            try ending()
            if let record { try save(Boot(epoch: ordinal, record: record)) }
        }
        if let record { boots = [Boot(epoch: current.ordinal, record: record)] }
    }

    /// Events that no receipt covers, in offset order, oldest epoch first. Damaged ones are passed over and declared lost.
    func unsent(_ query: UnsentQuery) throws(JournalError) -> [StoredEvent] {
        var run = Run(query)
        for index in epochs.indices where epochs[index].unsent(query.stream) > 0 {
            var skip = epochs[index].settled(query.stream)
            if let inFlight = query.excluding[epochs[index].epoch] { skip.formUnion(inFlight) }
            let head = epochs[index][next: query.stream]
            var start: UInt64 = 0
            // One hole at a time: a set with many holes is not listed whole for a bundle's worth of them.
            while start < head, !run.isFull, let hole = skip.missing(in: start..<head, limit: 1).first {
                start = try read(index, query.stream, hole, into: &run)
            }
        }
        return run.events
    }

    /// What a query has brought so far.
    private struct Run {
        let query: UnsentQuery
        var events: [StoredEvent] = []
        var bytes = 0
        var isFull: Bool { events.count >= query.events || bytes >= query.bytes }

        init(_ query: UnsentQuery) { self.query = query }

        /// Returns whether there is room for more.
        mutating func take(_ event: StoredEvent) -> Bool {
            events.append(event)
            bytes += event.bytes.count
            return !isFull
        }
    }

    /// Reads events in order until the run is full, and returns the offset from which to go on.
    private func read(
        _ index: Int,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>,
        into run: inout Run
    ) throws(JournalError) -> UInt64 {
        try events(epochs[index], stream, range) { offsets, fault throws(JournalError) in
            guard fault == .damaged else { throw .missingRows(stream: stream, offset: offsets.lowerBound) }
            epochs[index][unreadable: stream].insert(offsets)
        } _: { event throws(JournalError) in
            run.take(event)
        }
    }

    /// Events of one stream of the newest epoch or of the one asked for, from an offset on. Those in a gap are left out.
    ///
    /// - Throws: `.damagedRow` at the first that is missing or damaged; ask again from the one after it.
    func list(
        _ stream: FieldModel.Stream,
        epoch: Epoch?,
        from first: UInt64,
        limit: Int
    )
        throws(JournalError) -> [StoredEvent]
    {
        guard let state = epochs.last(where: { epoch == nil || $0.epoch == epoch }),
            first < state[next: stream], limit > 0
        else { return [] }
        var run = Run(UnsentQuery(stream: stream, events: limit, bytes: .max))
        let base = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: 0)
        _ = try events(state, stream, first..<state[next: stream]) { offsets, _ throws(JournalError) in
            throw .damagedRow(table: "event", id: base + Int64(offsets.lowerBound))
        } _: { event throws(JournalError) in
            run.take(event)
        }
        return run.events
    }

    /// The newest snapshot of each kind that no receipt covers yet.
    func unsentNewest(_ domain: Domain) throws(JournalError) -> [StoredEvent] {
        var places = newest.places
        if let state = epochs.last(where: { $0[next: .track] > 0 }) {
            places[.fix] = .init(epoch: state.ordinal, offset: state[next: .track] - 1)
        }
        var run = Run(UnsentQuery(stream: .track, events: .max, bytes: .max))
        for (kind, place) in places.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where kind.stream.domain == domain {
            guard let index = epochs.firstIndex(where: { $0.ordinal == place.epoch }),
                place.offset < epochs[index][next: kind.stream],
                !epochs[index].settled(kind.stream).contains(place.offset)
            else { continue }
            _ = try read(index, kind.stream, place.offset..<place.offset + 1, into: &run)
        }
        return run.events
    }

    func recordMarks() throws(JournalError) {
        try marks.record(.init(epoch: current.epoch, next: current.next))
    }

    func add(_ anchor: ClockAnchor) throws(JournalError) {
        guard var boot = boots.last else { return }
        let before = boot.record
        boot.record.add(anchor)
        guard boot.record != before else { return }
        do throws(JournalError) {
            try commit { () throws(JournalError) in try save(boot) }
        } catch {
            // Without room the time is known until the machine stops, and written with the next reading.
            guard error.isForRoom else { throw error }
        }
        boots[boots.count - 1] = boot
    }

    /// The records of these boots, as far as they can be read.
    func bootRecords(_ wanted: Set<BootKey>) throws(JournalError) -> [(epoch: Epoch, record: BootRecord)] {
        var result: [(Epoch, BootRecord)] = []
        for state in epochs {
            for key in wanted where key.epoch == state.epoch {
                guard let record = try bootRecord(of: state.ordinal, key.ordinal) else { continue }
                result.append((state.epoch, record))
            }
        }
        return result
    }

    func bootRecord(of epoch: Int, _ ordinal: UInt32) throws(JournalError) -> BootRecord? {
        let sealed = try storing { () throws(SQLiteError) -> [UInt8]? in
            let statement = try connection.prepare("SELECT sealed FROM boot WHERE epoch = ? AND ordinal = ?")
                .bind(1, Int64(epoch)).bind(2, Int64(ordinal))
            defer { statement.reset() }
            return try statement.step() ? statement.blob(0) : nil
        }
        return sealed.flatMap { bootRecord($0, epoch, ordinal) }
    }
}
