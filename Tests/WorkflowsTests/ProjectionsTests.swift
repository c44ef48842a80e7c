import FieldModel
import Testing
import Workflows

struct ProjectionsTests {
    private func fold(_ events: [RecordedEvent], role: Role) throws -> [String: [UInt8]] {
        var rows: [String: [UInt8]] = [:]
        for event in events {
            for name in Projections.names(for: event, role: role) {
                rows[name] = try Projections.fold(event, name: name, state: rows[name], role: role)
            }
        }
        return rows
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `any order, repetition and split folds to the same bytes`(seed: UInt64) throws {
        var history = RandomHistory(seed: seed)
        let events = history.events(200)
        let expected = try fold(events, role: .coordinator)
        var delivered = events + (0..<80).map { _ in events[Int.random(in: 0..<200, using: &history.random)] }
        delivered.shuffle(using: &history.random)
        var seen: Set<EventIdentity> = []
        let once = delivered.filter { seen.insert($0.identity).inserted }
        #expect(try fold(once, role: .coordinator) == expected)
        #expect(try fold(events.reversed(), role: .coordinator) == expected)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `node and coordinator hold the same bytes in the rows that both have`(seed: UInt64) throws {
        var history = RandomHistory(seed: 1_000 + seed)
        let events = history.events(200)
        let isShared: (String, [UInt8]) -> Bool = { name, _ in
            !name.hasSuffix("onboard") && !name.contains("patient/") && name != "fix"
        }
        let node = try fold(events, role: .node)
        let coordinator = try fold(events.shuffled(using: &history.random), role: .coordinator)
        #expect(node.filter(isShared) == coordinator.filter(isShared))
        #expect(node["onboard"] != nil)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `exercise data changes no real row but the marked position`(seed: UInt64) throws {
        var history = RandomHistory(seed: 2_000 + seed)
        let events = history.events(200)
        for role in Role.allCases {
            let all = try fold(events, role: role)
            let real = try fold(events.filter { !$0.event.isExercise }, role: role)
            let isReal: (String, [UInt8]) -> Bool = { name, _ in
                !name.hasPrefix(Projections.exercisePrefix) && name != "fix"
            }
            #expect(all.filter(isReal) == real.filter(isReal))
        }
        let exercised = events.last { $0.event.isExercise && $0.event.body.stream == .track }
        if let exercised {
            let name = try #require(Projections.names(for: exercised, role: .coordinator).first)
            let row = try Projections.fold(exercised, name: name, state: nil, role: .coordinator)
            #expect(name == "fix")
            #expect(try FixState(decoding: row).isExercise)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `mutated rows are refused or read, never fatal`(seed: UInt64) throws {
        var history = RandomHistory(seed: 3_000 + seed)
        let events = history.events(120)
        for role in Role.allCases {
            for (name, bytes) in try fold(events, role: role) {
                let touching = events.first { Projections.names(for: $0, role: role).contains(name) }
                let event = try #require(touching)
                for index in bytes.indices {
                    var mutated = bytes
                    mutated[index] = .random(in: 0...255, using: &history.random)
                    _ = try? Projections.fold(event, name: name, state: mutated, role: role)
                    _ = try? Projections.fold(event, name: name, state: Array(bytes[..<index]), role: role)
                }
            }
        }
    }

    @Test func `lots and places with separators in their names have rows of their own`() {
        let names = ["", "A", "A/", "A%2F", "/A"].flatMap { lot in
            ["", "A", "/A"].map { Projections.name(of: StockFixture.key(lot: lot, gln: $0)) }
        }
        #expect(Set(names).count == names.count)
    }

    @Test func `a row that the event does not touch is refused`() throws {
        var history = RandomHistory(seed: 1)
        let event = try #require(history.events(50).first { $0.event.body.stream == .alarm })
        #expect(throws: ProjectionError.foreign("load")) {
            try Projections.fold(event, name: "load", state: nil, role: .coordinator)
        }
    }

    @Test func `two terminals may issue the same lot and the balance may go negative`() throws {
        let key = StockFixture.key()
        let deltas: [Int64] = [10, -8, -7]
        let events = deltas.enumerated().map { index, delta in
            RecordedEvent.stock(
                StockMovement(action: delta > 0 ? .receipt : .issue, key: key, delta: delta),
                offset: UInt64(index)
            )
        }
        let row = try #require(try fold(events, role: .coordinator)[Projections.name(of: key)])
        let state = try StockState(decoding: row)
        #expect(state.balance == -5)
        #expect(state.movements == 3)
        #expect(state.last?.value == .issue)
        #expect(state.instant.milliseconds == 2)
    }

    @Test func `an extended expiry does not end a quarantine`() throws {
        let key = StockFixture.key()
        let events = [StockMovement.Action.quarantine, .extendExpiry].enumerated().map { index, action in
            RecordedEvent.stock(
                StockMovement(action: action, key: key, delta: 0, orderReference: "LV-1"),
                offset: UInt64(index)
            )
        }
        let row = try #require(try fold(events, role: .node)[Projections.name(of: key)])
        let state = try StockState(decoding: row)
        #expect(!state.isAvailable)
        #expect(state.extensionReference?.value == "LV-1")
    }

    @Test func `a patient's attributes come from whichever movement named them last`() throws {
        let movements = [
            PatientMovement(action: .embark, tag: "T", triage: .immediate, mobility: .litter),
            PatientMovement(action: .recategorise, tag: "T", triage: .delayed),
            PatientMovement(action: .disembark, tag: "T"),
        ]
        let events = movements.enumerated().map { RecordedEvent.patient($1, offset: UInt64($0)) }
        let row = try #require(try fold(events.reversed(), role: .coordinator)["patient/T"])
        let state = try PatientState(decoding: row)
        #expect(state.triage?.value == .delayed)
        #expect(state.mobility?.value == .litter)
        #expect(state.isPresent == false)
        #expect(state.instant.milliseconds == 2)
    }
}

extension RecordedEvent {
    static func stock(_ movement: StockMovement, offset: UInt64) -> RecordedEvent {
        made(.stockMovement(movement), stream: .stock, offset: offset)
    }

    static func patient(
        _ movement: PatientMovement,
        offset: UInt64,
        isExercise: Bool = false
    ) -> RecordedEvent {
        made(.patientMovement(movement), stream: .patients, offset: offset, isExercise: isExercise)
    }

    static func made(
        _ body: Body,
        stream: FieldModel.Stream,
        offset: UInt64,
        isExercise: Bool = false
    ) -> RecordedEvent {
        RecordedEvent(
            identity: EventIdentity(
                node: NodeID(1),
                epoch: Epoch(counter: 1, random: 7),
                stream: stream,
                offset: offset
            ),
            event: Event(
                instant: BootInstant(boot: 1, milliseconds: offset),
                source: .agent,
                isExercise: isExercise,
                body: body
            )
        )
    }
}
