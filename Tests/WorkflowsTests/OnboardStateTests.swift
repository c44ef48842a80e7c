import FieldModel
import Testing
import Workflows

struct OnboardStateTests {
    /// Folds movements as a node does, and gives the load that it says of itself after the last.
    private func load(
        after movements: [PatientMovement],
        profile: UnitProfile? = nil,
        isExercise: Bool = false
    ) throws -> PatientLoad {
        var rows: [String: [UInt8]] = [:]
        if let profile {
            let event = RecordedEvent.made(.unitProfile(profile), stream: .patients, offset: 0)
            rows["profile"] = try Projections.fold(event, name: "profile", state: nil, role: .node)
        }
        var last: Event?
        for (offset, movement) in movements.enumerated() {
            let event = RecordedEvent.patient(movement, offset: UInt64(offset), isExercise: isExercise)
            for name in Projections.names(for: event, role: .node) {
                rows[name] = try Projections.fold(event, name: name, state: rows[name], role: .node)
            }
            guard offset == movements.count - 1 else { continue }
            last = Projections.followUp(after: event) { rows[$0].map { StoredState($0) } }
        }
        let followUp = try #require(last)
        #expect(followUp.isExercise == isExercise)
        #expect(followUp.source == .agent)
        guard case .patientLoad(let load) = followUp.body else {
            throw ProjectionError.invalidEvent
        }
        #expect(load.foldedThrough == UInt64(movements.count))
        var completed = followUp
        let name = Projections.name(for: followUp, role: .node)
        Projections.complete(&completed, name: name) { rows[$0].map { StoredState($0) } }
        #expect(completed == followUp)
        return load
    }

    /// The state after a declaration of so many and these movements, which comes back as it went.
    private func state(declared total: UInt32, _ movements: [PatientMovement]) throws -> OnboardState {
        let before = RecordedEvent.patient(PatientMovement(action: .embark, tag: "OLD"), offset: 0)
        let load = PatientLoad(foldedThrough: 0, total: total, isDeclared: true)
        let events =
            [before, .made(.patientLoad(load), stream: .patients, offset: 1)]
            + movements.enumerated().map { .patient($1, offset: UInt64($0) + 2) }
        var row: [UInt8]?
        for event in events {
            #expect(Projections.names(for: event, role: .node).contains("onboard"))
            row = try Projections.fold(event, name: "onboard", state: row, role: .node)
        }
        let state = try OnboardState(decoding: try #require(row))
        #expect(state.encoded() == row && state.foldedThrough == UInt64(movements.count) + 2)
        return state
    }

    @Test func `a declaration replaces whoever was known`() throws {
        for total in [0, 3] as [UInt32] {
            let state = try state(declared: total, [])
            #expect(state.total == total && !state.isOnBoard("OLD"))
            #expect(state.load().total == total && state.load().triage == nil)
        }
        // Also what cannot be read, which is why it was said.
        let load = PatientLoad(foldedThrough: 0, total: 1, isDeclared: true)
        let event = RecordedEvent.made(.patientLoad(load), stream: .patients, offset: 0)
        let unknown = StoredState.unknown.bytes
        let row = try Projections.fold(event, name: "onboard", state: unknown, role: .node)
        #expect(try OnboardState(decoding: row).total == 1)
    }

    @Test func `a declared patient who leaves by a tag, or is categorised by it, counts once`() throws {
        let tag: Token = "A"
        let left = PatientMovement(action: .disembark, tag: tag)
        let sorted = PatientMovement(action: .recategorise, tag: tag, triage: .delayed)
        #expect(try state(declared: 2, [left]).total == 1)
        let named = try state(declared: 2, [sorted])
        #expect(named.total == 2 && named.isOnBoard(tag) && named.declared == 1)
        #expect(named.load().triage == [0, 1, 0, 0, 0])
        #expect(try state(declared: 2, [sorted, left]).total == 1)
        // One who comes in is one more, and nobody leaves a unit that is empty.
        #expect(try state(declared: 1, [PatientMovement(action: .embark, tag: tag)]).total == 2)
        #expect(try state(declared: 0, [left, sorted]).total == 0)
    }

    @Test func `a tag that was never on board takes nobody away whom somebody saw come in`() throws {
        let came = PatientMovement(action: .embark)
        let left = { (tag: Token) in PatientMovement(action: .disembark, tag: tag) }
        #expect(try state(declared: 1, [left("A"), came, left("B")]).total == 1)
        #expect(try state(declared: 1, [came, left("A"), left("B")]).total == 1)
    }

    @Test func `a declaration stays as it was said, and a load that tells the places follows it`() throws {
        let profile = UnitProfile(callSign: "X", kind: .vehicle, capacity: Capacity(litter: 1, sitting: 1))
        let place = RecordedEvent.made(.unitProfile(profile), stream: .patients, offset: 0)
        var rows = ["profile": try Projections.fold(place, name: "profile", state: nil, role: .node)]
        for (total, isOver) in [(2, false), (3, true)] as [(UInt32, Bool)] {
            let load = PatientLoad(foldedThrough: 0, total: total, isDeclared: true)
            let event = RecordedEvent.made(.patientLoad(load), stream: .patients, offset: 6)
            var complete = event.event
            Projections.complete(&complete, name: "onboard") { rows[$0].map { StoredState($0) } }
            #expect(complete == event.event)
            rows["onboard"] = try Projections.fold(event, name: "onboard", state: nil, role: .node)
            let next = Projections.followUp(after: event) { rows[$0].map { StoredState($0) } }
            let said = PatientLoad(foldedThrough: 7, total: total, isOverCapacity: isOver)
            #expect(next?.body == .patientLoad(said))
        }
    }

    @Test func `a patient who embarks again counts once`() throws {
        let load = try load(after: [
            PatientMovement(action: .embark, tag: "A", triage: .immediate),
            PatientMovement(action: .embark, tag: "A", mobility: .litter),
        ])
        #expect(load.total == 1)
        #expect(load.triage == [1, 0, 0, 0, 0])
        #expect(load.mobility == [1, 0, 0, 0])
        #expect(load.evacuation == nil)
        #expect(load.isPartial)
    }

    @Test func `more leave than came and the total stays at zero`() throws {
        let load = try load(after: [
            PatientMovement(action: .disembark, tag: "A"), PatientMovement(action: .disembark),
            PatientMovement(action: .embark), PatientMovement(action: .disembark),
            PatientMovement(action: .disembark),
        ])
        #expect(load.total == 0)
        #expect(load.triage == nil)
    }

    @Test func `an unnamed patient who leaves is the one who was described`() throws {
        let load = try load(after: [
            PatientMovement(action: .embark, triage: .immediate, mobility: .litter),
            PatientMovement(action: .embark, triage: .minimal, mobility: .walking),
            PatientMovement(action: .embark),
            PatientMovement(action: .disembark, triage: .minimal),
        ])
        #expect(load.total == 2)
        #expect(load.triage == [1, 0, 0, 0, 0])
        #expect(load.mobility == [1, 0, 0, 0])
    }

    @Test func `the dead are counted apart and stay on board`() throws {
        let load = try load(after: [
            PatientMovement(action: .embark, tag: "A", triage: .immediate),
            PatientMovement(action: .embark, tag: "B", triage: .immediate),
            PatientMovement(action: .died, tag: "A"),
        ])
        #expect(load.triage == [1, 0, 0, 0, 1])
    }

    @Test func `which of several unlike unnamed patients is meant stays open`() throws {
        let load = try load(after: [
            PatientMovement(action: .embark, triage: .immediate),
            PatientMovement(action: .embark, triage: .minimal),
            PatientMovement(action: .recategorise, triage: .delayed),
        ])
        #expect(load.triage == [1, 0, 1, 0, 0])
    }

    @Test func `a load beyond the places is flagged, an unknown capacity never is`() throws {
        let two = ["A", "B"].map { PatientMovement(action: .embark, tag: $0, mobility: .litter) }
        let profile = UnitProfile(callSign: "X", kind: .vehicle, capacity: Capacity(litter: 1, sitting: 3))
        #expect(try load(after: two, profile: profile).isOverCapacity)
        #expect(try !load(after: Array(two.prefix(1)), profile: profile).isOverCapacity)
        #expect(try !load(after: two).isOverCapacity)
    }

    @Test func `an exercise keeps a load of its own`() throws {
        let load = try load(after: [PatientMovement(action: .embark, tag: "A")], isExercise: true)
        #expect(load.total == 1)
    }

    @Test func `a balance is completed from the row, and unknown where the row cannot be read`() throws {
        let event = Event(
            instant: BootInstant(boot: 1, milliseconds: 0),
            source: .agent,
            body: .stockMovement(StockMovement(action: .issue, key: StockFixture.key(), delta: -3))
        )
        func balance(_ row: [UInt8]?) -> Int64? {
            var event = event
            Projections.complete(&event, name: Projections.name(for: event, role: .node)) { _ in
                row.map { StoredState($0) }
            }
            guard case .stockMovement(let movement) = event.body else { return nil }
            return movement.balanceAfter
        }
        let receipt = RecordedEvent.stock(
            StockMovement(action: .receipt, key: StockFixture.key(), delta: 10),
            offset: 0
        )
        let name = Projections.name(of: StockFixture.key())
        let row = try Projections.fold(receipt, name: name, state: nil, role: .node)
        #expect(balance(row) == 7)
        #expect(balance(nil) == -3)
        #expect(balance([0xFF]) == nil)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `the axes never exceed the total and the row comes back as it went`(seed: UInt64) throws {
        var history = RandomHistory(seed: seed)
        let movements = (0..<150).map { _ in history.movement() }
        let load = try load(after: movements)
        for axis in [load.triage, load.mobility, load.evacuation].compactMap({ $0 }) {
            #expect(axis.reduce(0, +) <= load.total)
        }
    }

    @Test func `more tags than a unit can have still count`() throws {
        let movements = (0...OnboardState.maximumTags).map {
            PatientMovement(action: .embark, tag: Token(rawValue: "T\($0)"))
        }
        #expect(try load(after: movements).total == UInt32(OnboardState.maximumTags) + 1)
    }
}
