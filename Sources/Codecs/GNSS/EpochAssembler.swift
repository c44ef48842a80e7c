package import FieldModel

/// Joins the sentences of one receiver to navigation epochs and gives each out once.
///
/// An epoch is given out with the last of the sentences that this receiver sends for one (`SentenceHabit`), or, when
/// one of them was lost, with the first sentence of the next epoch. Only the first epoch of a receiver always waits
/// for the second. Where lines have arrival times,
/// `finish()` after a pause is sooner still.
package struct EpochAssembler: Sendable {
    package enum Outcome: Sendable, Equatable {
        /// An epoch with a position is complete. It may be the one before, if that lacked a sentence.
        case position(Position)
        /// Taken; nothing is complete.
        case pending
        /// The receiver sees too little of the sky.
        case noFix
        /// Sound, and of no use: its epoch has been given out, or it tells nothing that an epoch holds.
        case unused
    }

    /// Sentences of one instant round its time differently; receivers do not make epochs closer than this. Milliseconds.
    private static let sameInstant: UInt32 = 10
    /// For how many epochs the last dimensions (GSA) or heading is good.
    private static let epochsOfDimensions = 5
    private static let epochsOfHeading = 1

    private var habit = SentenceHabits()
    private var epoch: NavigationEpoch?
    private var closed: UInt32?
    private var waiting: Position?
    private var earlyTimed: NMEAReading?
    private var earlyMotion: NMEAReading?
    private var dimensions: Position.Dimensions?
    private var dimensionsAge = 0
    private var heading: Double?
    private var headingAge = 0

    package init() {}

    /// Takes one sentence. Costs no allocation. Call `takeNext` afterwards.
    package mutating func take(_ reading: NMEAReading) -> Outcome {
        let outcome = join(reading)
        guard let earlier = waiting else { return outcome }
        if case .position(let position) = outcome { waiting = position } else { waiting = nil }
        return .position(earlier)
    }

    /// A second epoch that the last sentence completed: the one before it had lacked a sentence.
    package mutating func takeNext() -> Position? {
        defer { waiting = nil }
        return waiting
    }

    /// The epoch that still waits for a sentence, at the end of the stream or once the receiver has paused.
    package mutating func finish() -> Position? { takeNext() ?? give() }

    private mutating func join(_ reading: NMEAReading) -> Outcome {
        switch reading.kind {
        case .rmc, .gga, .gll, .gns, .pubxPosition: place(reading)
        case .gst, .gbs, .zda: amend(reading)
        case .vtg: move(reading)
        case .gsa: remember(reading.dimensions)
        case .hdt: point(reading.heading)
        case .gsv, .pubxSatellites: .unused
        }
    }

    /// After there was no fix, a height is not believed before the receiver says that it has three dimensions.
    private mutating func remember(_ value: Position.Dimensions?) -> Outcome {
        dimensions = value ?? .two
        dimensionsAge = 0
        return value == nil ? .noFix : .pending
    }

    private mutating func point(_ value: Double?) -> Outcome {
        heading = value
        headingAge = 0
        return .pending
    }

    private mutating func place(_ reading: NMEAReading) -> Outcome {
        guard let time = reading.timeOfDay else { return placeWithoutTime(reading) }
        if let open = epoch, Self.isSame(open.timeOfDay, time) { return add(reading) }
        if let closed, Self.isSame(closed, time) { return .unused }
        if let late = give() { waiting = late }
        close()
        open(reading, time)
        return settle(reading)
    }

    /// Old receivers' GLL has no time: it is of the open epoch, or an epoch of its own where there are no times at all.
    private mutating func placeWithoutTime(_ reading: NMEAReading) -> Outcome {
        guard reading.validity == .fix else { return .noFix }
        guard epoch == nil else { return add(reading) }
        let alone = NavigationEpoch(reading)
        return alone.position(dimensions: dimensions, heading: heading).map { .position($0) } ?? .noFix
    }

    private mutating func open(_ reading: NMEAReading, _ time: UInt32) {
        var fresh = NavigationEpoch(reading)
        if let early = earlyMotion { fresh.add(early) }
        if let early = earlyTimed, Self.isSame(early.timeOfDay, time) { fresh.add(early) }
        earlyMotion = nil
        earlyTimed = nil
        epoch = fresh
    }

    private mutating func add(_ reading: NMEAReading) -> Outcome {
        let isLate = epoch?.isGiven ?? false
        epoch?.add(reading)
        return isLate && reading.validity != .noFix ? .unused : settle(reading)
    }

    private mutating func settle(_ reading: NMEAReading) -> Outcome {
        if let epoch, habit[epoch.opener].isComplete(epoch.kinds), let position = give() {
            return .position(position)
        }
        return reading.validity == .noFix ? .noFix : .pending
    }

    /// A sentence with a time that places nothing: of the open epoch, else perhaps of the next.
    private mutating func amend(_ reading: NMEAReading) -> Outcome {
        guard let time = reading.timeOfDay else { return .unused }
        if let open = epoch, Self.isSame(open.timeOfDay, time) { return add(reading) }
        if let closed, Self.isSame(closed, time) { return .unused }
        if let early = earlyTimed, Self.isSame(early.timeOfDay, time) {
            earlyTimed?.date = early.date ?? reading.date
            earlyTimed?.accuracy = early.accuracy ?? reading.accuracy
        } else {
            earlyTimed = reading
        }
        return .pending
    }

    /// Speed without a time: of the open epoch, unless that has one or has been given out; then of the next.
    private mutating func move(_ reading: NMEAReading) -> Outcome {
        if let open = epoch, !open.isGiven, !open.kinds.contains(.init(.vtg)) { return add(reading) }
        earlyMotion = reading
        return .pending
    }

    private mutating func give() -> Position? {
        guard var open = epoch, !open.isGiven else { return nil }
        open.isGiven = true
        epoch = open
        return open.position(
            dimensions: dimensionsAge <= Self.epochsOfDimensions ? dimensions : nil,
            heading: headingAge <= Self.epochsOfHeading ? heading : nil
        )
    }

    private mutating func close() {
        guard let open = epoch else { return }
        habit[open.opener].learn(open.kinds)
        closed = open.timeOfDay
        epoch = nil
        dimensionsAge = min(dimensionsAge + 1, Self.epochsOfDimensions + 1)
        headingAge = min(headingAge + 1, Self.epochsOfHeading + 1)
    }

    private static func isSame(_ a: UInt32?, _ b: UInt32) -> Bool {
        guard let a else { return false }
        return (a > b ? a - b : b - a) < sameInstant
    }
}
