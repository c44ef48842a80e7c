import Exchange
import FieldModel
import Journal
import LinuxIO
import Logging
import Wire

/// Hands the journal's events to the coordinator, over the cheapest link that works, until a receipt covers them.
struct SenderService: Sendable {
    let node: NodeID
    let journal: Journal
    let keys: PrivateKeys
    let recipient: KeySet
    let links: [Link]
    let wake: Wake
    let silence: RadioSilence
    let baselines: Baselines
    let log: Logger
    /// New at each start: a receipt that echoes it was made after this agent started.
    let bootNonce: [UInt8]

    init(
        node: NodeID,
        journal: Journal,
        keys: PrivateKeys,
        recipient: KeySet,
        links: [Link],
        wake: Wake,
        silence: RadioSilence,
        baselines: Baselines,
        bootNonce: [UInt8],
        log: Logger
    ) {
        self.node = node
        self.journal = journal
        self.keys = keys
        self.recipient = recipient
        self.links = links.sorted {
            ($0.settings.cost, $0.settings.name) < ($1.settings.cost, $1.settings.name)
        }
        self.wake = wake
        self.silence = silence
        self.baselines = baselines
        self.log = log
        self.bootNonce = bootNonce
    }

    /// How long a quiet node says nothing before it shows that it is there.
    private static let heartbeat: UInt64 = 300_000

    /// How long sending rests when the journal's files could not be written.
    private static let retry = Duration.seconds(10)

    /// Sends until the task is cancelled.
    ///
    /// - Throws: what makes the journal unusable; everything else is retried.
    func run() async throws(JournalError) {
        var planner = Planner(journal: journal)
        while !Task.isCancelled {
            if silence.isOn {
                let isPresumed = try await silence.reconsider()
                await wake.wait(for: isPresumed || !silence.isOn ? .seconds(1) : .seconds(60))
                continue
            }
            let pause: Duration
            do throws(JournalError) {
                pause = try await step(&planner)
            } catch {
                guard !error.needsReopening else { throw error }
                // Nothing leaves before the marks are on the disk, and a disk without room may have some later.
                log.error("sending waits: \(error)")
                pause = Self.retry
            }
            if pause > .zero { await wake.wait(for: pause) }
        }
    }

    /// Sends a bundle of each domain whose turn it is, and returns how long to rest.
    ///
    /// The turn belongs to all domains that wait with the highest precedence, so none of the same rank starves another.
    private func step(_ planner: inout Planner) async throws(JournalError) -> Duration {
        let waiting = try await planner.waiting()
        let now = BootClock.now()
        // Events that are committed late wake nobody, so a look now and then must find them.
        let shortest = links.map(\.settings.reportInterval).min() ?? .seconds(10)
        var rest = UInt64(shortest / .milliseconds(1))
        var served: Set<Domain> = []
        let due = Dictionary(uniqueKeysWithValues: links.map { ($0.settings.name, nextSend($0, waiting)) })
        let asking = asking(waiting)
        // That it is there a quiet node shows even where no link carries what it asks for.
        let quiet: [FieldModel.Stream] = waiting.order.isEmpty ? [.node] : []
        let order = waiting.order + asking.filter { waiting.streams[$0] == nil } + quiet
        for stream in order where recipient.domains.contains(stream.domain) && !served.contains(stream.domain)
        {
            if !served.isEmpty, stream.precedence != order.first?.precedence { break }
            for link in links where link.settings.streams.contains(stream) {
                let regular = asking.contains(stream) ? 0 : due[link.settings.name] ?? 0
                let next = max(regular, link.snapshot.notBefore)
                guard next <= now else {
                    rest = min(rest, next - now)
                    continue
                }
                try await send(stream.domain, over: link, waiting, &planner)
                served.insert(stream.domain)
                break
            }
        }
        return served.isEmpty ? .milliseconds(max(rest, 10)) : .zero
    }

    /// When a link that works should be used next.
    private func nextSend(_ link: Link, _ waiting: Planner.Waiting) -> UInt64 {
        let state = link.snapshot
        guard let last = state.lastSuccess, !state.isCold else { return 0 }
        if waiting.streams.isEmpty { return last + Self.heartbeat }
        let interval = UInt64(link.settings.reportInterval / .milliseconds(1))
        // A backlog is worked off without pauses; a few routine events wait for company.
        let backlog = waiting.streams.values.reduce(0, +)
        return waiting.isRoutineOnly && backlog < 64 ? last + interval : 0
    }

    private func send(
        _ domain: Domain,
        over link: Link,
        _ waiting: Planner.Waiting,
        _ planner: inout Planner
    ) async throws(JournalError) {
        let state = link.snapshot
        let selection = try await planner.select(
            for: domain,
            streams: link.settings.streams,
            bytes: state.sizer.canonicalBytes,
            isCold: state.isCold
        )
        let events = selection.events
        var bundle = try await bundle(selection, domain, waiting.status)
        let asked = request(domain, selection, waiting, bytes: state.sizer.canonicalBytes)
        bundle.baseline = asked?.request
        // Offsets that a coordinator may learn of must never be used again, also by a journal that lost its tail.
        try await journal.recordMarks()
        let canonical = events.reduce(0) { $0 + $1.bytes.count }
        do {
            let envelope = try Envelope.seal(
                bundle.encoded(),
                kind: .bundle,
                domain: domain,
                node: node,
                from: keys,
                to: recipient.keys
            )
            guard envelope.count <= EnvelopeLimits.envelopeBytes, !silence.isOn else { return link.shrink() }
            let start = BootClock.now()
            let answer = try await link.carrier.send(envelope)
            let end = BootClock.now()
            let receipt = try await take(answer, for: envelope, domain, start..<max(end, start + 1))
            if let asked {
                let isBounded = !waiting.status.unboundedStreams.contains(asked.stream)
                try await take(receipt.baseline, of: asked.stream, isBounded: isBounded)
            }
            planner.eventLimit = planner.eventLimit.flatMap { $0 < 4096 ? $0 * 2 : nil }
            link.succeed(
                envelopeBytes: envelope.count,
                canonicalBytes: canonical,
                seconds: Double(end - start) / 1000
            )
        } catch let error as JournalError {
            throw error
        } catch {
            let reason = error as? CarrierError ?? .unreachable("\(error)")
            fail(link, reason, selection, &planner)
        }
    }

    private func fail(
        _ link: Link,
        _ error: CarrierError,
        _ selection: Planner.Selection,
        _ planner: inout Planner
    ) {
        if error == .closed { return }
        guard !error.isTransient else {
            link.fail(error, isUrgent: selection.isUrgent)
            log.warning("\(link.settings.name): \(error)")
            return
        }
        // Refused for what it is: find the event, and go on with the rest.
        let events = selection.events
        planner.eventLimit = max(events.count / 2, 1)
        if events.count <= 1 {
            planner.eventLimit = nil
            for event in events {
                planner.quarantine(event.identity)
                let place = "\(event.identity.stream.name) \(event.identity.offset)"
                log.error("\(link.settings.name): \(place) \(error); set aside until the agent restarts")
            }
            if events.isEmpty { link.fail(error, isUrgent: false) }
        } else {
            log.notice("\(link.settings.name): \(error); trying \(events.count) events in smaller parts")
        }
        link.shrink()
    }

    private func bundle(
        _ selection: Planner.Selection,
        _ domain: Domain,
        _ status: JournalStatus
    )
        async throws(JournalError) -> Bundle
    {
        var boots: Set<BootKey> = []
        if let boot = status.boot { boots.insert(BootKey(epoch: status.epoch, ordinal: boot.ordinal)) }
        for event in selection.events {
            // An event that cannot be parsed was written by a newer version; its boot is sent with its neighbours.
            guard let boot = try? Event(canonicalBytes: event.bytes).instant.boot else { continue }
            boots.insert(BootKey(epoch: event.identity.epoch, ordinal: boot))
        }
        var bundle = Bundle(
            bootNonce: bootNonce,
            epoch: status.epoch,
            sealed: BootInstant(boot: status.boot?.ordinal ?? 0, milliseconds: BootClock.now())
        )
        bundle.events = selection.events
        bundle.gaps = selection.gaps
        bundle.boots = try await journal.bootRecords(boots).map {
            Bundle.Boot(epoch: $0.epoch, record: $0.record)
        }
        bundle.heads = status.streams.filter { $0.stream.domain == domain }
            .map { Bundle.Head(epoch: $0.epoch, stream: $0.stream, next: $0.next) }
        return bundle
    }

    /// Checks a receipt and takes what it says into the journal.
    private func take(
        _ answer: [UInt8],
        for envelope: [UInt8],
        _ domain: Domain,
        _ flight: Range<UInt64>
    )
        async throws -> Receipt
    {
        let receipt: Receipt
        do throws(EnvelopeError) {
            let header = EnvelopeHeader(
                kind: .receipt,
                domain: domain,
                node: node,
                sender: recipient.keys.signingID,
                recipient: keys.publicKeys.agreementID
            )
            receipt = try Receipt(
                Envelope.open(answer, expecting: header, from: recipient.keys, with: keys)
            )
            guard receipt.coordinator == recipient.coordinator, receipt.envelope == Envelope.digest(envelope)
            else { throw .wrongRecipient }
        } catch {
            throw CarrierError.badReceipt(error)
        }
        let effect = try await journal.acknowledge(
            domain,
            coordinator: receipt.coordinator,
            incarnation: receipt.incarnation,
            durable: receipt.durable.map { ($0.epoch, $0.stream, $0.offsets) }
        )
        if effect.isNewIncarnation {
            log.notice("the coordinator is a new incarnation: sending again what is kept")
        }
        if effect.showsRollback {
            log.error("the coordinator has events that this journal lost: a new epoch began")
        }
        try await anchor(receipt, flight)
        return receipt
    }

    /// A receipt with this agent's nonce was made between sending and receiving: a trusted reading of the time.
    private func anchor(_ receipt: Receipt, _ flight: Range<UInt64>) async throws(JournalError) {
        guard receipt.bootNonce == bootNonce, flight.count < 120_000 else { return }
        let half = UInt64(flight.count) / 2
        try await journal.offer(
            ClockAnchor(
                bootMilliseconds: flight.lowerBound + half,
                unixMilliseconds: receipt.unixMilliseconds,
                quality: .trusted,
                uncertainty: UInt32(clamping: half + 1)
            ),
            log: log
        )
    }
}
