import FieldModel
import Store
import Wire

extension Result where Failure == JournalError {
    /// Whether it failed for want of room.
    fileprivate var isForRoom: Bool { if case .failure(let error) = self { error.isForRoom } else { false } }
}

/// One request of a batch.
struct AppendRequest: Sendable {
    let events: [Event]
    let key: IdempotencyKey?
}

extension Engine {
    /// Writes deferred events and all requests with one fsync. A request that is not valid fails alone; a failed
    /// commit fails them all and leaves the state in memory as it was.
    ///
    /// A commit that finds no room is tried once more after room was made, and then without what is not for the reserve.
    ///
    /// When all are written, `joining` is asked for requests that arrived meanwhile, until it has none: they share the fsync, and their
    /// results follow those of `requests`.
    ///
    /// `answer` gets the results once, as soon as the commit is on the disk: nobody waits for the marks and the look at the room, which are
    /// done before this returns.
    func append(
        _ requests: [AppendRequest],
        joining: () -> [AppendRequest] = { [] },
        answer: ([Result<AppendResult, JournalError>]) -> Void = { _ in }
    ) {
        var requests = requests
        // While there is no room for routine, what waits in hand waits on; it is bounded, and so is the patience.
        let isRoutineDue = requests.isEmpty || !quota.level.refuses(.track)
        var outcome = writeAll(&requests, joining, withDeferred: isRoutineDue)
        if outcome.isForRoom {
            makeRoom()
            outcome = writeAll(&requests, joining, withDeferred: requests.isEmpty)
            if outcome.isForRoom {
                noteFull()
                if !requests.isEmpty { outcome = writeAll(&requests, joining, withDeferred: false) }
            }
        }
        switch outcome {
        case .success(let results):
            for (request, result) in zip(requests, results) {
                if case .failure(.full) = result { countRefused(request.events) }
            }
            answer(results)
            // A mark that cannot be written leaves the one before, which is true as well.
            try? marks.note(.init(epoch: current.epoch, next: current.next))
            lookAfterCommit()
        case .failure(let failure):
            let isFull = failure.isForRoom
            for request in requests where isFull { countRefused(request.events) }
            answer(requests.map { _ in .failure(isFull ? .full(quota.level) : failure) })
        }
    }

    private func writeAll(
        _ requests: inout [AppendRequest],
        _ joining: () -> [AppendRequest],
        withDeferred: Bool
    ) -> Result<[Result<AppendResult, JournalError>], JournalError> {
        var failure: JournalError?
        // That a request cannot be written shows only while it is written, and is rare: then all are written again,
        // each so that it can be undone alone.
        for isIsolating in [false, true] where failure?.isOfStorage != true {
            do throws(JournalError) {
                let results = try attempt(
                    &requests,
                    joining,
                    withDeferred ? deferred : [],
                    isIsolating
                )
                if withDeferred { deferred.removeAll(keepingCapacity: true) }
                return .success(results)
            } catch {
                failure = error
            }
        }
        commitFailure = failure
        return .failure(failure ?? .closed)
    }

    private func attempt(
        _ requests: inout [AppendRequest],
        _ joining: () -> [AppendRequest],
        _ deferred: [Event],
        _ isIsolating: Bool
    ) throws(JournalError) -> [Result<AppendResult, JournalError>] {
        let before = (epochs, newest, foldFailures, eventsSinceRows, tails)
        var results: [Result<AppendResult, JournalError>] = []
        var areRowsWritten = false
        do throws(JournalError) {
            try commit { () throws(JournalError) in
                var identities: [EventIdentity] = []
                for event in deferred { try write(event, &identities) }
                while results.count < requests.count {
                    let request = requests[results.count]
                    results.append(try isIsolating ? writeAlone(request) : write(request))
                    if results.count == requests.count { requests += joining() }
                }
                let areRowsDue = areRowsDue(isRoomShort: quota.failure != nil)
                let isOnlyRun = !areRowsDue && dirtyAcknowledgements.isEmpty && !areRecipientsDirty
                if isOnlyRun, openRuns.count(where: { $0 != nil }) == 1 { connection.endWithNextWrite() }
                try flushRuns()
                if areRowsDue {
                    try saveProjections()
                    areRowsWritten = true
                }
                try saveAcknowledgements()
            }
        } catch {
            (epochs, newest, foldFailures, eventsSinceRows, tails) = before
            projections.discard()
            discardRuns()
            throw error
        }
        if areRowsWritten {
            settleProjections()
        } else {
            projections.settle(areWritten: false)
        }
        dirtyAcknowledgements.removeAll(keepingCapacity: true)
        areRecipientsDirty = false
        commitFailure = nil
        return results
    }

    /// Writes a request that undoes only itself when it fails.
    private func writeAlone(
        _ request: AppendRequest
    ) throws(JournalError) -> Result<AppendResult, JournalError> {
        try flushRuns()
        let before = (epochs, newest, foldFailures, eventsSinceRows, tails)
        let mark = projections.mark()
        try storing { () throws(SQLiteError) in try connection.execute("SAVEPOINT request") }
        let result: Result<AppendResult, JournalError>
        do throws(JournalError) {
            let written = try write(request)
            try flushRuns()
            result = written
        } catch {
            guard !error.isOfStorage else { throw error }
            discardRuns()
            try storing { () throws(SQLiteError) in try connection.execute("ROLLBACK TO request") }
            (epochs, newest, foldFailures, eventsSinceRows, tails) = before
            projections.discard(to: mark)
            result = .failure(error)
        }
        try storing { () throws(SQLiteError) in try connection.execute("RELEASE request") }
        return result
    }

    /// A failure that is returned has written nothing; one that is thrown leaves what must be undone.
    private func write(
        _ request: AppendRequest
    ) throws(JournalError) -> Result<AppendResult, JournalError> {
        if let refusal = Self.refusal(of: request.events) { return .failure(refusal) }
        if let key = request.key, let known = try identities(of: key) {
            return .success(AppendResult(identities: known, isRepeat: true))
        }
        if let refusal = refusalForRoom(request.events) { return .failure(refusal) }
        var identities: [EventIdentity] = []
        for event in request.events { try write(event, &identities) }
        if let key = request.key { try remember(key, identities) }
        return .success(AppendResult(identities: identities, isRepeat: false))
    }

    /// Why a request cannot be written, as far as it shows without encoding it.
    static func refusal(of events: [Event]) -> JournalError? {
        guard !events.isEmpty, events.count <= 64 else {
            return .invalidEvent("a request holds 1 to 64 events, not \(events.count)")
        }
        guard events.allSatisfy({ $0.body.stream != nil }) else {
            return .invalidEvent("a body of an unknown kind")
        }
        return nil
    }

    /// Why one of these events has no canonical bytes.
    static func encodingRefusal(of events: [Event]) -> JournalError? {
        for event in events {
            do { _ = try event.canonicalBytes() } catch { return .invalidEvent("\(error)") }
        }
        return nil
    }

    /// Writes an event and what follows from it.
    private func write(_ proposed: Event, _ identities: inout [EventIdentity]) throws(JournalError) {
        lookupFailure = nil
        let first = try insert(proposed, isComplete: false)
        identities.append(first.identity)
        let followUp = projector.followUp(first, lookup)
        if let lookupFailure { throw lookupFailure }
        if let event = followUp {
            identities.append(try insert(event, isComplete: true).identity)
        }
    }

    private func insert(_ proposed: Event, isComplete: Bool) throws(JournalError) -> RecordedEvent {
        var event = proposed
        let name = projector.name(event)
        if !isComplete { projector.complete(&event, name, lookup) }
        if let lookupFailure { throw lookupFailure }
        event.instant = BootInstant(boot: boot, milliseconds: event.instant.milliseconds)
        guard let stream = event.body.stream else { throw .invalidEvent("a body of an unknown kind") }
        let epoch = current.epoch
        let offset = current[next: stream]
        guard offset < Schema.offsetLimit else { throw .invalidEvent("stream \(stream.name) is full") }
        let bytes: [UInt8]
        do { bytes = try event.canonicalBytes() } catch { throw .invalidEvent("\(error)") }

        try enqueue(bytes, stream, offset)
        current[next: stream] = offset + 1
        newest.note(event.body, epoch: current.ordinal, offset: offset)

        let identity = EventIdentity(node: settings.node, epoch: epoch, stream: stream, offset: offset)
        let recorded = RecordedEvent(identity: identity, event: event)
        if let name { try fold(recorded, into: name) }
        return recorded
    }

    private func fold(_ recorded: RecordedEvent, into name: String) throws(JournalError) {
        // Folded when all is known again, with everything before it.
        guard !areProjectionsUnknown else { return }
        let identity = recorded.identity
        let stamp = Schema.rowID(
            epoch: current.ordinal,
            stream: identity.stream.rawValue,
            offset: identity.offset
        )
        let isFolded = try change(name, stamp: stamp) { state in
            if state == nil, isAbsentUnknown(name) { state = StoredState.unknown }
            return projector.fold(recorded, name, &state)
        }
        if !isFolded { foldFailures += 1 }
        eventsSinceRows += 1
    }

    /// For closures that cannot throw; the failure is raised after they return.
    private func lookup(_ name: String) -> (any FoldedState)? {
        do throws(JournalError) {
            return try present(name)
        } catch {
            lookupFailure = error
            return nil
        }
    }
}
