import Coordinator
import Exchange
import FieldModel
import TestKit
import Testing
import Wire

@Suite struct LedgerPropertyTests {
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `any order, duplication and split of segments gives identical projections`(seed: UInt64) async throws
    {
        var random = SplitMix(seed)
        let events = try Self.history(&random)
        let reference = try await Self.rows(of: [events])
        #expect(reference.rows.count > 5)
        for _ in 0..<4 {
            var parts: [[StoredEvent]] = []
            var rest = (events + events.filter { _ in Int.random(in: 0..<3, using: &random) == 0 })
                .shuffled(using: &random)
            while !rest.isEmpty {
                let count = min(rest.count, Int.random(in: 1...40, using: &random))
                parts.append(Array(rest.prefix(count)))
                rest.removeFirst(count)
            }
            let result = try await Self.rows(of: parts)
            #expect(result.rows == reference.rows)
            #expect(result.received == reference.received)
        }
    }

    /// What a ledger holds after these bundles, which travel as bytes like real ones.
    private static func rows(
        of parts: [[StoredEvent]]
    ) async throws -> (rows: [String: [UInt8]], received: [IntervalSet]) {
        let site = try Site()
        let ledger = try await site.openLedger()
        for part in parts {
            for domain in Domain.allCases {
                let events = part.filter { $0.identity.stream.domain == domain }
                if events.isEmpty { continue }
                let content = try BundleFixture.bundle(events).encoded()
                let bundle = try Bundle(content, node: Site.node, domain: domain)
                _ = try await ledger.deliver(BundleFixture.delivery(bundle))
            }
        }
        var received: [IntervalSet] = []
        for epoch in [BundleFixture.epoch, Epoch(counter: 2, random: 1)] {
            for stream in Stream.allCases {
                let lane = try await ledger.lane(.init(node: Site.node, epoch: epoch, stream: stream))
                received.append(lane?.received ?? IntervalSet())
            }
        }
        let rows = try await ledger.projections(of: Site.node)
        await ledger.close()
        return (rows, received)
    }

    /// Events of all folded kinds over two epochs, in the order in which they were made.
    private static func history(_ random: inout SplitMix) throws -> [StoredEvent] {
        var next: [Lane.Key: UInt64] = [:]
        return try (0..<240).map { index in
            let epoch = index < 120 ? BundleFixture.epoch : Epoch(counter: 2, random: 1)
            let event = Event(
                instant: BootInstant(boot: 1, milliseconds: UInt64(index) * 1_000),
                source: .agent,
                isExercise: index % 7 == 0,
                body: body(&random)
            )
            let key = Lane.Key(node: Site.node, epoch: epoch, stream: event.body.stream ?? .node)
            let offset = next[key, default: 0]
            next[key] = offset + 1
            return StoredEvent(
                identity: EventIdentity(node: key.node, epoch: epoch, stream: key.stream, offset: offset),
                bytes: try event.canonicalBytes()
            )
        }
    }

    private static func body(_ random: inout SplitMix) -> Body {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: Fix(latitude: .random(in: 55...69, using: &random), longitude: 15).map(Body.fix) ?? .unknown
        case 1:
            .missionStatus(
                MissionStatus(state: MissionStatus.State.allCases.randomElement(using: &random) ?? .loaded)
            )
        case 2: .patientLoad(PatientLoad(foldedThrough: 1, total: .random(in: 0...9, using: &random)))
        case 3:
            .patientMovement(
                PatientMovement(
                    action: PatientMovement.Action.allCases.randomElement(using: &random) ?? .embark,
                    tag: Token(rawValue: ["A", "B"].randomElement(using: &random) ?? "A"),
                    triage: Triage.allCases.randomElement(using: &random)
                )
            )
        case 4: .health(DeviceHealth(battery: .random(in: 11_000...14_000, using: &random)))
        default: stock(&random)
        }
    }

    private static func stock(_ random: inout SplitMix) -> Body {
        guard let code = Token(rawValue: "07350035400010") else { return .unknown }
        let lot = Token(rawValue: ["L1", "L2"].randomElement(using: &random) ?? "L1")
        let key = StockKey(item: ItemKey(system: .gtin, code: code), lot: lot, expiry: nil, location: .init())
        return .stockMovement(
            StockMovement(
                action: StockMovement.Action.allCases.randomElement(using: &random) ?? .issue,
                key: key,
                delta: .random(in: -50...50, using: &random)
            )
        )
    }
}
