import FieldModel
import Store
import Wire

/// One request of a batch.
struct AppendRequest: Sendable {
    let events: [Event]
    let key: IdempotencyKey?
}

extension Engine {
    /// Writes deferred events and all requests with one fsync. A request that is not valid fails alone; a failed
    /// commit fails them all and leaves the state in memory as it was.
    func append(_ requests: [AppendRequest]) -> [Result<AppendResult, JournalError>] {
        var refusals: [Int: JournalError] = [:]
        for (index, request) in requests.enumerated() { refusals[index] = Self.refusal(of: request.events) }
        while true {
            let before = (epochs, newest, foldFailures)
            var results: [Result<AppendResult, JournalError>] = []
            do throws(JournalError) {
                try commit { () throws(JournalError) in
                    results = try write(requests, except: refusals)
                    try saveProjections()
                    try saveAcknowledgements()
                }
                projections.settle()
                deferred.removeAll(keepingCapacity: true)
                dirtyAcknowledgements.removeAll(keepingCapacity: true)
                areRecipientsDirty = false
                commitFailure = nil
                return results
            } catch {
                (epochs, newest, foldFailures) = before
                projections.discard()
                // Found only while it was written, and rare: the others are written again without it.
                if let culprit, !error.isOfStorage {
                    refusals[culprit] = error
                    continue
                }
                commitFailure = error
                return requests.map { _ in .failure(error) }
            }
        }
    }

    private func write(
        _ requests: [AppendRequest],
        except refusals: [Int: JournalError]
    ) throws(JournalError) -> [Result<AppendResult, JournalError>] {
        culprit = nil
        for event in deferred { _ = try write(event) }
        var results: [Result<AppendResult, JournalError>] = []
        for (index, request) in requests.enumerated() {
            if let refusal = refusals[index] {
                results.append(.failure(refusal))
                continue
            }
            culprit = index
            if let key = request.key, let known = try identities(of: key) {
                results.append(.success(AppendResult(identities: known, isRepeat: true)))
                continue
            }
            var identities: [EventIdentity] = []
            for event in request.events { identities += try write(event) }
            if let key = request.key { try remember(key, identities) }
            results.append(.success(AppendResult(identities: identities, isRepeat: false)))
        }
        culprit = nil
        return results
    }

    /// Why a request cannot be written, found before anything of it is.
    static func refusal(of events: [Event]) -> JournalError? {
        guard !events.isEmpty, events.count <= 64 else {
            return .invalidEvent("a request holds 1 to 64 events, not \(events.count)")
        }
        for event in events {
            guard event.body.stream != nil else { return .invalidEvent("a body of an unknown kind") }
            do {
                _ = try event.canonicalBytes()
            } catch {
                return .invalidEvent("\(error)")
            }
        }
        return nil
    }

    /// Writes an event and what follows from it; the first identity is its own.
    private func write(_ proposed: Event) throws(JournalError) -> [EventIdentity] {
        let first = try insert(proposed)
        var identities = [first.identity]
        for event in projector.followUps(first, lookup) { identities.append(try insert(event).identity) }
        if let failure = lookupFailure {
            lookupFailure = nil
            throw failure
        }
        return identities
    }

    private func insert(_ proposed: Event) throws(JournalError) -> RecordedEvent {
        var event = projector.complete(proposed, lookup)
        event.instant = BootInstant(boot: boot, milliseconds: event.instant.milliseconds)
        guard let stream = event.body.stream else { throw .invalidEvent("a body of an unknown kind") }
        let epoch = current.epoch
        let offset = current[next: stream]
        guard offset < Schema.offsetLimit else { throw .invalidEvent("stream \(stream.name) is full") }
        let bytes: [UInt8]
        do { bytes = try event.canonicalBytes() } catch { throw .invalidEvent("\(error)") }

        let id = Schema.rowID(epoch: current.ordinal, stream: stream.rawValue, offset: offset)
        let sealed = try seal.seal(bytes, at: seal.eventPlace(epoch, stream, offset))
        try storing { () throws(SQLiteError) in
            try connection.prepare("INSERT INTO event (id, sealed) VALUES (?, ?)")
                .bind(1, id).bind(2, sealed).run()
        }
        current[next: stream] = offset + 1
        newest.note(event.body, epoch: current.ordinal, offset: offset)

        let identity = EventIdentity(node: settings.node, epoch: epoch, stream: stream, offset: offset)
        let recorded = RecordedEvent(identity: identity, event: event)
        try fold(recorded)
        return recorded
    }

    private func fold(_ recorded: RecordedEvent) throws(JournalError) {
        for name in projector.names(recorded) {
            let state = try present(name)
            guard let folded = projector.fold(recorded, name, state) else {
                foldFailures += 1
                continue
            }
            projections.change(name, to: folded)
        }
    }

    /// For closures that cannot throw; the failure is raised after they return.
    private func lookup(_ name: String) -> [UInt8]? {
        do throws(JournalError) {
            return try present(name)
        } catch {
            lookupFailure = error
            return nil
        }
    }
}
