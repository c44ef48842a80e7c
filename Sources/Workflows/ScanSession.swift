package import FieldModel

/// Turns the scans of one scanner into events: codes of the command sheet, patient tags and item labels, in the order
/// in which gloved hands happen to take them.
///
/// A patient movement is made at once when action and tag are known; what is scanned about that patient afterwards
/// follows as `recategorise`. Nobody has to remember DONE.
package struct ScanSession: Sendable {
    private enum Mode: Sendable {
        case idle
        case patients(PatientRound)
        case stock(StockRound)
    }

    private let settings: ScanSettings
    /// Of the events that are made from now on.
    package var source: SourceID
    private var mode = Mode.idle
    /// Whom categories belong to, and since when.
    private var target: (tag: Token, since: BootInstant)?
    private var lastScan: BootInstant?

    package init(settings: ScanSettings) {
        self.settings = settings
        source = settings.source
    }

    /// Takes one scan. `isOnBoard` tells whether a tag that comes without an action can be meant.
    package mutating func handle(
        _ scan: Scan,
        at instant: BootInstant,
        isOnBoard: (Token) -> Bool = { _ in false }
    ) -> ScanOutcome {
        var events = expire(at: instant)?.events ?? []
        if case .refused(let refusal) = scan {
            return ScanOutcome(events: events, feedback: .refused(.unreadable(refusal)), prompt: prompt)
        }
        lastScan = instant
        let (bodies, feedback): ([Body], ScanFeedback) =
            switch scan {
            case .command(let command): handle(command, at: instant)
            case .tag(let tag): handle(tag, at: instant, isOnBoard)
            case .item(let label):
                inStock { round, actor in
                    let (movement, feedback) = round.take(label, actor: actor, at: instant)
                    return (movement.map { [$0] } ?? [], feedback)
                }
            case .part(let part): inStock { round, _ in round.take(part, at: instant) }
            case .location(let gln):
                inStock { round, _ in
                    round.location = round.location.at(gln)
                    return ([], .accepted)
                }
            case .logisticUnit(let unit): inStock { round, _ in ([], round.set(logisticUnit: unit)) }
            case .refused(let refusal): ([], .refused(.unreadable(refusal)))
            }
        for body in bodies { events.append(event(body, at: instant)) }
        return ScanOutcome(events: events, feedback: feedback, prompt: prompt)
    }

    /// Ends what nobody went on with. Call now and then; `nil` when nothing ended.
    package mutating func expire(at instant: BootInstant) -> ScanOutcome? {
        guard let lastScan else { return nil }
        if let target, target.since.elapsed(until: instant) > settings.categoryWindow {
            self.target = nil
        }
        let silence = lastScan.elapsed(until: instant)
        switch mode {
        case .idle: return nil
        case .patients(let round):
            guard silence > settings.patientSilence else { return nil }
            mode = .idle
            let events =
                round.unnamed(isDone: false).map { [event(.patientMovement($0), at: lastScan)] } ?? []
            let isLost = events.isEmpty && round.hasCategories
            return ScanOutcome(
                events: events,
                feedback: isLost ? .refused(.categoryWithoutTag) : .accepted,
                prompt: prompt
            )
        case .stock(var round):
            let isHalf = round.expire(at: instant)
            mode = silence > settings.stockSilence ? .idle : .stock(round)
            guard isHalf || silence > settings.stockSilence else { return nil }
            return ScanOutcome(
                events: [],
                feedback: isHalf ? .refused(.halfLabel) : .accepted,
                prompt: prompt
            )
        }
    }

    /// What the session waits for.
    package var prompt: ScanPrompt {
        switch mode {
        case .idle: target.map { .category($0.tag) } ?? .idle
        case .patients(let round): target.map { .category($0.tag) } ?? .tag(round.action)
        case .stock(let round): .item(round.action)
        }
    }
}

extension ScanSession {
    private mutating func handle(_ command: ScanCommand, at instant: BootInstant) -> ([Body], ScanFeedback) {
        switch command {
        case .patient(let action): return close(.patients(PatientRound(action: action)), isDone: false)
        case .done: return close(.idle, isDone: true)
        case .receive: return open(.receipt)
        case .issue: return open(.issue)
        case .triage(let triage): return add(.triage(triage), at: instant)
        case .mobility(let mobility): return add(.mobility(mobility), at: instant)
        case .quantity(let quantity): return inStock { round, _ in ([], round.set(quantity: quantity)) }
        }
    }

    private mutating func handle(
        _ tag: Token,
        at instant: BootInstant,
        _ isOnBoard: (Token) -> Bool
    ) -> ([Body], ScanFeedback) {
        guard case .patients(var round) = mode else {
            guard isOnBoard(tag) else { return ([], .refused(.notOnBoard)) }
            target = (tag, instant)
            return ([], .accepted)
        }
        target = (tag, instant)
        let movement = round.take(tag)
        mode = .patients(round)
        return movement.map { ([.patientMovement($0)], .accepted) } ?? ([], .duplicate)
    }

    private mutating func add(_ category: PatientCategory, at instant: BootInstant) -> ([Body], ScanFeedback)
    {
        if let tag = target?.tag {
            target = (tag, instant)
            var movement = PatientMovement(action: .recategorise, tag: tag)
            category.apply(to: &movement)
            return ([.patientMovement(movement)], .accepted)
        }
        guard case .patients(var round) = mode else { return ([], .refused(.noPatient)) }
        round.add(category)
        mode = .patients(round)
        return ([], .accepted)
    }

    /// Receiving or issuing; the same command twice is one.
    private mutating func open(_ action: StockMovement.Action) -> ([Body], ScanFeedback) {
        if case .stock(let round) = mode, round.action == action { return ([], .accepted) }
        let round = StockRound(
            action: action,
            location: settings.location,
            window: settings.labelWindow
        )
        return close(.stock(round), isDone: false)
    }

    /// Ends the present mode. Categories that can belong to nobody keep the next one from beginning unnoticed.
    private mutating func close(_ next: Mode, isDone: Bool) -> ([Body], ScanFeedback) {
        let last = mode
        mode = next
        target = nil
        if case .stock(let round) = last, round.isWaiting { return ([], .refused(.halfLabel)) }
        guard case .patients(let round) = last else { return ([], .accepted) }
        if let movement = round.unnamed(isDone: isDone) { return ([.patientMovement(movement)], .accepted) }
        guard round.hasCategories else {
            let isEmpty = isDone && round.tags.isEmpty
            return ([], isEmpty ? .refused(.noPatient) : .accepted)
        }
        mode = .idle
        return ([], .refused(.categoryWithoutTag))
    }

    private mutating func inStock(
        _ body: (inout StockRound, Token?) -> ([StockMovement], ScanFeedback)
    ) -> ([Body], ScanFeedback) {
        guard case .stock(var round) = mode else { return ([], .refused(.noMode)) }
        defer { mode = .stock(round) }
        let (movements, feedback) = body(&round, settings.actor)
        return (movements.map(Body.stockMovement), feedback)
    }

    private func event(_ body: Body, at instant: BootInstant) -> Event {
        Event(
            instant: instant,
            source: source,
            label: settings.label,
            isExercise: settings.isExercise,
            body: body
        )
    }
}
