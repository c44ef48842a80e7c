import FieldModel
import TestKit

/// Makes the events of one node over two epochs: few tags, lots and kinds, so that they meet often.
struct RandomHistory {
    var random: SplitMix
    private var next: [EventPlace: UInt64] = [:]

    private struct EventPlace: Hashable {
        let epoch: Epoch
        let stream: FieldModel.Stream
    }

    init(seed: UInt64) { random = SplitMix(seed) }

    /// In the order in which the node made them.
    mutating func events(_ count: Int) -> [RecordedEvent] {
        (0..<count).map { index in
            let epoch = Epoch(counter: index < count / 2 ? 1 : 2, random: 7)
            let event = Event(
                instant: BootInstant(boot: 1, milliseconds: UInt64(index) * 1_000),
                source: .agent,
                isExercise: Int.random(in: 0..<5, using: &random) == 0,
                body: body()
            )
            let place = EventPlace(epoch: epoch, stream: event.body.stream ?? .node)
            defer { next[place, default: 0] += 1 }
            return RecordedEvent(
                identity: EventIdentity(
                    node: NodeID(1),
                    epoch: epoch,
                    stream: place.stream,
                    offset: next[place] ?? 0
                ),
                event: event
            )
        }
    }

    private mutating func body() -> Body {
        switch Int.random(in: 0..<12, using: &random) {
        case 0:
            return Fix(latitude: .random(in: 55...69, using: &random), longitude: 15).map(Body.fix)
                ?? .unknown
        case 1: return .missionStatus(MissionStatus(state: pick(MissionStatus.State.allCases)))
        case 2: return .unitProfile(UnitProfile(callSign: pick(["A", "B"]), kind: .vehicle))
        case 3: return .alarm(Alarm(kind: pick(Alarm.Kind.allCases), isActive: .random(using: &random)))
        case 4: return .health(DeviceHealth(battery: .random(in: 11_000...14_000, using: &random)))
        case 5: return .patientLoad(PatientLoad(foldedThrough: 1, total: .random(in: 0...9, using: &random)))
        case 6...8: return .patientMovement(movement())
        case 9...10: return .stockMovement(stock())
        default: return .unknown
        }
    }

    mutating func movement() -> PatientMovement {
        PatientMovement(
            action: pick(PatientMovement.Action.allCases),
            tag: Token(rawValue: pick(["", "A", "B/1", "C"])),
            triage: pick(Triage.allCases + [nil, nil]),
            evacuation: pick(EvacuationPriority.allCases + [nil]),
            acuity: Token(rawValue: pick(["", "red", "blue"])).map { .init(system: $0, value: $0) },
            mobility: pick(Mobility.allCases + [nil, nil]),
            dependency: pick([nil, 1, 4]),
            affiliation: pick([nil, Affiliation(kind: .allied, country: Token(rawValue: "NO"))]),
            needs: pick([nil, [], [.oxygen, .isolation]])
        )
    }

    private mutating func stock() -> StockMovement {
        StockMovement(
            action: pick(StockMovement.Action.allCases),
            key: StockFixture.key(lot: pick(["", "L/1", "L%2F1"]), gln: pick(["", "7350000000001"])),
            delta: .random(in: -1_000...1_000, using: &random),
            orderReference: Token(rawValue: pick(["", "REF"]))
        )
    }

    private mutating func pick<T>(_ choices: [T]) -> T {
        choices[Int.random(in: choices.indices, using: &random)]
    }
}
