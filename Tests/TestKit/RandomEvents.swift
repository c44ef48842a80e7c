package import FieldModel

/// Makes events of every kind, with every optional field sometimes there and sometimes not.
package struct RandomEvents {
    package static let kinds = 12
    package var random: SplitMix

    package init(seed: UInt64) { random = SplitMix(seed) }

    package mutating func event(kind: Int) -> Event {
        Event(
            instant: BootInstant(boot: number(9), milliseconds: UInt64(number(.max))),
            source: pick([.agent, SourceID(rawValue: "gnss"), SourceID(rawValue: "scanner-left")]) ?? .agent,
            label: pick(InformationLabel.allCases),
            isExercise: .random(using: &random),
            corrects: maybe { $0.identity() },
            body: body(kind: kind)
        )
    }

    private mutating func body(kind: Int) -> Body {
        switch kind {
        case 0: .alarm(Alarm(kind: pick(Alarm.Kind.allCases), isActive: .random(using: &random)))
        case 1: .unitProfile(profile())
        case 2: .missionStatus(mission())
        case 3: .patientMovement(movement())
        case 4: .patientLoad(load())
        case 5: .census(census())
        case 6: .movementRequest(request())
        case 7: .stockMovement(stock())
        case 8: .excursion(excursion())
        case 9: fix().map(Body.fix) ?? .unknown
        case 10:
            .sample(
                Sample(
                    probe: token(),
                    quantity: pick(Sample.Quantity.allCases),
                    value: maybe { .random(in: .min ... .max, using: &$0.random) },
                    calibrationDue: maybe { $0.day() }
                )
            )
        default: .health(health())
        }
    }

    private mutating func profile() -> UnitProfile {
        UnitProfile(
            callSign: pick(["", "3 31-9210", "Åre 1"]),
            kind: pick(UnitProfile.Kind.allCases),
            type: pick(["", "IVA-ambulans", "sjukvårdsbuss"]),
            owner: pick(["", "Region Västmanland"]),
            region: pick(["", "U"]),
            capacity: capacity()
        )
    }

    private mutating func mission() -> MissionStatus {
        MissionStatus(
            state: pick(MissionStatus.State.allCases),
            caseReference: maybe { $0.token() },
            destination: maybe { $0.token() },
            eta: maybe { $0.number(.max) },
            larmprio: maybe { $0.number(3) + 1 }
        )
    }

    private mutating func movement() -> PatientMovement {
        PatientMovement(
            action: pick(PatientMovement.Action.allCases),
            tag: maybe { $0.token() },
            triage: maybe { $0.pick(Triage.allCases) },
            evacuation: maybe { $0.pick(EvacuationPriority.allCases) },
            acuity: maybe { PatientMovement.Acuity(system: $0.token(), value: $0.token()) },
            mobility: maybe { $0.pick(Mobility.allCases) },
            dependency: maybe { $0.number(3) + 1 },
            affiliation: maybe { random in
                Affiliation(
                    kind: random.pick(Affiliation.Kind.allCases),
                    country: random.maybe { $0.token() }
                )
            },
            needs: maybe { PatientNeeds(rawValue: $0.number(127)) }
        )
    }

    private mutating func load() -> PatientLoad {
        PatientLoad(
            foldedThrough: offset(),
            total: number(40),
            triage: maybe { $0.counts(5) },
            mobility: maybe { $0.counts(4) },
            evacuation: maybe { $0.counts(3) },
            isOverCapacity: .random(using: &random),
            isDeclared: .random(using: &random)
        )
    }

    private mutating func census() -> Census {
        Census(
            load: load(),
            physical: capacity(),
            staffed: capacity(),
            awaiting: maybe { $0.counts(3) },
            longestHold: maybe { $0.number(.max) },
            arrivals24h: maybe { $0.number(99) },
            departures24h: maybe { $0.number(99) },
            oxygenHours: maybe { $0.number(99) },
            powerHours: maybe { $0.number(99) }
        )
    }

    private mutating func request() -> PatientMovementRequest {
        PatientMovementRequest(
            reference: token(),
            evacuation: maybe { $0.counts(3) } ?? [],
            mobility: maybe { $0.counts(4) } ?? [],
            needs: PatientNeeds(rawValue: number(127)),
            pickup: maybe { $0.token() },
            isWithdrawn: .random(using: &random)
        )
    }

    private mutating func stock() -> StockMovement {
        StockMovement(
            action: pick(StockMovement.Action.allCases),
            key: key(),
            delta: .random(in: -1_000_000_000_000...1_000_000_000_000, using: &random),
            serial: maybe { $0.token() },
            logisticUnit: maybe { $0.token() },
            orderReference: maybe { $0.token() },
            reason: maybe { $0.token() },
            actor: maybe { $0.token() },
            witness: maybe { $0.token() },
            balanceAfter: maybe { .random(in: .min ... .max, using: &$0.random) }
        )
    }

    private mutating func excursion() -> Excursion {
        Excursion(
            probe: token(),
            quantity: pick(Sample.Quantity.allCases),
            start: BootInstant(boot: number(9), milliseconds: offset()),
            duration: .random(in: 0 ... .max, using: &random),
            minimum: .random(in: .min ... .max, using: &random),
            maximum: .random(in: .min ... .max, using: &random),
            hasEnded: .random(using: &random),
            isAbandoned: .random(using: &random),
            affected: (0..<number(4)).map { _ in key() }
        )
    }

    private mutating func fix() -> Fix? {
        var fix = Fix(
            latitude: .random(in: -90...90, using: &random),
            longitude: .random(in: -180...180, using: &random)
        )
        fix?.source = pick(Fix.Source.allCases)
        fix?.integrity = pick(Fix.Integrity.allCases)
        fix?.accuracy = maybe { $0.number(1_000_000) }
        fix?.speed = maybe { $0.number(100_000) }
        fix?.course = maybe { $0.number(179) }
        fix?.age = number(.max)
        fix?.jamming = pick(Fix.Interference.allCases)
        fix?.spoofing = pick(Fix.Interference.allCases)
        return fix
    }

    private mutating func health() -> DeviceHealth {
        var health = DeviceHealth(
            onMains: maybe { .random(using: &$0.random) },
            ignition: maybe { .random(using: &$0.random) },
            battery: maybe { $0.number(30_000) },
            linksUp: maybe { $0.number(4) },
            unsentEvents: maybe { $0.offset() },
            oldestUnsent: maybe { $0.offset() },
            storageUsed: maybe { $0.number(100) },
            clock: maybe { $0.pick(ClockQuality.allCases) }
        )
        health.batteryPercent = maybe { $0.number(100) }
        health.temperature = maybe { .random(in: -100...200, using: &$0.random) }
        health.flashWorn = maybe { $0.number(110) }
        health.flashWarning = maybe { $0.pick(DeviceHealth.FlashWarning.allCases) }
        health.memoryFree = maybe { $0.number(.max) }
        health.doorsOpen = maybe { $0.number(1_000) }
        health.stretchersLatched = maybe { $0.number(1_000) }
        health.isTampered = maybe { .random(using: &$0.random) }
        health.isLoadQuestioned = maybe { .random(using: &$0.random) }
        return health
    }
}

extension RandomEvents {
    mutating func number(_ maximum: UInt32) -> UInt32 { .random(in: 0...maximum, using: &random) }
    mutating func offset() -> UInt64 { .random(in: 0..<1 << 63, using: &random) }
    mutating func counts(_ categories: Int) -> [UInt32] { (0..<categories).map { _ in number(30) } }

    mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &random)] }

    mutating func maybe<T>(_ make: (inout Self) -> T) -> T? {
        Bool.random(using: &random) ? make(&self) : nil
    }

    mutating func token() -> Token {
        pick(["A", "T-0001", "07350035400010", "x/y%z", "~!~"].compactMap(Token.init(rawValue:)))
    }

    mutating func day() -> CalendarDay {
        pick([20_270_331, 20_240_229, 19_000_101].compactMap(CalendarDay.init(rawValue:)))
    }

    mutating func capacity() -> Capacity {
        Capacity(
            litter: maybe { $0.number(9) },
            sitting: maybe { $0.number(50) },
            icu: maybe { $0.number(3) },
            isolation: maybe { $0.number(1) }
        )
    }

    mutating func key() -> StockKey {
        StockKey(
            item: ItemKey(system: pick(ItemKey.System.allCases), code: token()),
            lot: maybe { $0.token() },
            expiry: maybe { $0.day() },
            location: StockLocation(gln: maybe { $0.token() }, bin: maybe { $0.token() })
        )
    }

    mutating func identity() -> EventIdentity {
        EventIdentity(
            node: NodeID(number(.max)),
            epoch: Epoch(rawValue: .random(in: 0 ... .max, using: &random)),
            stream: pick(Stream.allCases),
            offset: offset()
        )
    }
}
