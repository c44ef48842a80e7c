package import FieldModel

/// What a node knows of a probe.
package struct ProbeSettings: Sendable, Equatable {
    package var name: Token
    package var quantity: Sample.Quantity
    /// Whose goods it stands for; without a bin, all bins of the place.
    package var location: StockLocation
    package var band: ClimateBand?
    package var calibrationDue: CalendarDay?
    /// How far a value must move to be a sample, in thousandths of the unit.
    package var change: UInt64
    /// How often one is kept that did not move, in milliseconds.
    package var period: UInt64

    package init(
        name: Token,
        quantity: Sample.Quantity,
        location: StockLocation,
        band: ClimateBand? = nil,
        calibrationDue: CalendarDay? = nil,
        change: UInt64,
        period: UInt64
    ) {
        self.name = name
        self.quantity = quantity
        self.location = location
        self.band = band
        self.calibrationDue = calibrationDue
        self.change = change
        self.period = period
    }
}

/// One probe over time: its readings become samples and excursions.
package struct ProbeKeeper: Sendable {
    /// What a reading leads to.
    package struct Outcome: Sendable, Equatable {
        package var sample: Sample?
        /// Without the lots that it affects.
        package var excursion: Excursion?
        /// What must be written down so that it survives a restart; `.some(nil)` when nothing is open any more.
        package var saved: OpenExcursion??
    }

    /// How often the extremes of an open excursion are written down, in milliseconds.
    private static let savePeriod: UInt64 = 300_000

    package private(set) var settings: ProbeSettings
    private var keeper: ExcursionKeeper?
    private var schedule: SampleSchedule
    private var lastSave: UInt64 = 0

    package init(_ settings: ProbeSettings, resuming open: OpenExcursion? = nil) {
        self.settings = settings
        keeper = settings.band.map { ExcursionKeeper(band: $0, resuming: open) }
        schedule = SampleSchedule(change: settings.change, period: settings.period)
    }

    /// The excursion that goes on.
    package var open: OpenExcursion? { keeper?.open }

    /// Takes over new settings; an open excursion goes on against the new band.
    package mutating func configure(_ settings: ProbeSettings) {
        guard settings != self.settings else { return }
        self = ProbeKeeper(settings, resuming: open)
    }

    /// Takes a reading in thousandths of the unit, `nil` for one that is unknown.
    package mutating func take(_ value: Int64?, at moment: ClimateMoment) -> Outcome {
        var outcome = Outcome()
        let change = keeper?.take(value, at: moment)
        switch change {
        case .left, .regained, nil: break
        case .declared(let open, let duration):
            outcome.excursion = open.told(
                by: settings.name,
                settings.quantity,
                duration: duration,
                hasEnded: false
            )
        case .ended(let open, let duration):
            outcome.excursion = open.told(
                by: settings.name,
                settings.quantity,
                duration: duration,
                hasEnded: true
            )
        }
        let now = moment.instant.milliseconds
        if change != nil {
            outcome.saved = .some(open)
        } else if let open, now < lastSave || now - lastSave >= Self.savePeriod {
            outcome.saved = .some(open)
        }
        if outcome.saved != nil { lastSave = now }
        if schedule.isDue(value, at: now, isForced: change != nil) {
            outcome.sample = Sample(
                probe: settings.name,
                quantity: settings.quantity,
                value: value,
                calibrationDue: settings.calibrationDue
            )
        }
        return outcome
    }
}
