import Exchange
import FieldModel
import Logging
import Store
import TestKit
import Testing
import Wire
import Workflows

@testable import Coordinator

/// State that a node lost and gets back.
@Suite struct BaselineTests {
    private static let epochs = [Epoch(counter: 1, random: 7), Epoch(counter: 2, random: 3)]

    /// Stock and patients of a node's two epochs, in the order in which it made them.
    private static func history(_ count: Int, seed: UInt64) throws -> [StoredEvent] {
        var random = SplitMix(seed)
        var next: [Epoch: [FieldModel.Stream: UInt64]] = [:]
        return try (0..<count).map { number in
            let epoch = epochs[number * 2 / max(count, 1)]
            let isExercise = Int.random(in: 0..<6, using: &random) == 0
            let body = try body(&random)
            let stream = body.stream ?? .node
            let offset = next[epoch]?[stream] ?? 0
            next[epoch, default: [:]][stream] = offset + 1
            return try BundleFixture.stored(offset, body, epoch: epoch, isExercise: isExercise)
        }
    }

    private static func body(_ random: inout SplitMix) throws -> Body {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .patientLoad(PatientLoad(foldedThrough: 0, total: 2, isDeclared: true))
        case 1...5:
            let tag = Token(rawValue: "PAT-\(Int.random(in: 0..<9, using: &random))")
            let actions: [PatientMovement.Action] = [.embark, .disembark, .embark]
            return .patientMovement(
                PatientMovement(
                    action: actions[Int.random(in: 0..<3, using: &random)],
                    tag: Bool.random(using: &random) ? tag : nil,
                    triage: Triage.allCases.randomElement(using: &random)
                )
            )
        default:
            let lot = "L\(Int.random(in: 0..<40, using: &random))"
            let key = StockKey(
                item: ItemKey(system: .gtin, code: try #require(Token(rawValue: "07350035400010"))),
                lot: Token(rawValue: lot),
                expiry: nil,
                location: StockLocation()
            )
            return .stockMovement(
                StockMovement(action: .receipt, key: key, delta: .random(in: 1...9, using: &random))
            )
        }
    }

    /// What the node itself folds, row by row.
    private static func folded(
        _ events: [StoredEvent],
        _ stream: FieldModel.Stream
    ) throws -> Set<Baseline.Row> {
        var rows: [String: [UInt8]] = [:]
        for stored in events {
            let event = try Event(canonicalBytes: stored.bytes)
            guard let name = Projections.name(for: event, role: .node),
                Projections.stream(ofRow: name) == stream
            else { continue }
            rows[name] = try Projections.fold(
                RecordedEvent(identity: stored.identity, event: event),
                name: name,
                state: rows[name],
                role: .node
            )
        }
        return Set(
            rows.map {
                Baseline.Row(isExercise: $0.key.hasPrefix(Projections.exercisePrefix), state: $0.value)
            }
        )
    }

    private func send(
        _ events: [StoredEvent],
        _ request: Baseline.Request?,
        _ domain: Domain,
        heads: [Bundle.Head] = [],
        _ site: Site,
        _ intake: Intake
    ) async throws -> Receipt {
        let mine = events.filter { $0.identity.stream.domain == domain }
        var bundle = BundleFixture.bundle(mine.sorted { $0.identity < $1.identity }, heads: heads)
        bundle.baseline = request
        return try site.open(await intake.take(site.seal(bundle, domain: domain)), domain: domain)
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `whatever the order in which events came, a node gets the rows that it had`(
        seed: UInt64
    ) async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        let intake = Intake(
            keys: site.keys,
            ledger: ledger,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let events = try Self.history(Int(seed) * 400, seed: seed)
        var random = SplitMix(seed)
        for (domain, stream) in [(Domain.transport, FieldModel.Stream.patients), (.stock, .stock)] {
            let mine = events.filter { $0.identity.stream == stream }.shuffled(using: &random)
            for start in stride(from: 0, to: mine.count, by: 100) {
                let part = Array(mine[start..<min(start + 100, mine.count)])
                _ = try await send(part, nil, domain, site, intake)
            }
            var rows: [Baseline.Row] = []
            var id: [UInt8]?
            var pages = 0
            while true {
                let request = Baseline.Request(id: id, first: rows.count, bytes: 1_024)
                let page = try #require(await send([], request, domain, site, intake).baseline)
                #expect(page.first == rows.count && page.missing == 0)
                #expect(id == nil || id == page.id)
                let next = Self.epochs.map { epoch in mine.count { $0.identity.epoch == epoch } }
                #expect(page.through.map { Int($0.next) } == next.filter { $0 > 0 })
                id = page.id
                rows += page.rows
                pages += 1
                guard rows.count < page.count else { break }
            }
            #expect(Set(rows) == (try Self.folded(events, stream)))
            #expect(pages > 1 || rows.reduce(0) { $0 + $1.state.count } <= 1_024)
        }
        await ledger.close()
    }

    @Test func `rows that are asked for later begin again, and are of that moment`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        let intake = Intake(
            keys: site.keys,
            ledger: ledger,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let events = try Self.history(900, seed: 4)
        let first = try #require(
            await send(events, Baseline.Request(bytes: 1_024), .stock, site, intake).baseline
        )
        #expect(first.rows.count < first.count)
        // A coordinator that was started anew knows nothing of it; nor does one to which another id is named.
        let again = Intake(
            keys: site.keys,
            ledger: ledger,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        for desk in [intake, again] {
            let request = Baseline.Request(id: [UInt8](1...16), first: first.rows.count, bytes: 1_024)
            let page = try #require(await send([], request, .stock, site, desk).baseline)
            #expect(page.first == 0 && page.id != first.id && page.rows == first.rows)
        }
        // Beyond the end there is nothing, and no fault.
        let beyond = Baseline.Request(id: nil, first: 99_999, bytes: 1_024)
        #expect(try await send([], beyond, .stock, site, intake).baseline?.first == 0)
        #expect(try await send([], beyond, .node, site, intake).baseline == nil)
        #expect(try await send([], nil, .stock, site, intake).baseline == nil)
        await ledger.close()
    }

    @Test func `what never came is counted, declared gone or not`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        let intake = Intake(
            keys: site.keys,
            ledger: ledger,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let epoch = BundleFixture.epoch
        let events = try [0, 1, 2, 5].map { try BundleFixture.movement($0, 10) }
        var bundle = BundleFixture.bundle(
            events,
            gaps: [Gap(stream: .stock, epoch: epoch, first: 1, count: 3, reason: .lost)],
            heads: [.init(epoch: epoch, stream: .stock, next: 8)]
        )
        bundle.baseline = Baseline.Request(bytes: 4_096)
        let receipt = try site.open(await intake.take(site.seal(bundle, domain: .stock)), domain: .stock)
        let baseline = try #require(receipt.baseline)
        // 3 is declared lost, 4, 6 and 7 were never heard of; 1 and 2 came all the same.
        #expect(baseline.missing == 4)
        #expect(baseline.through == [Bundle.Head(epoch: epoch, stream: .stock, next: 8)])
        #expect(try baseline.rows.map { try StockState(decoding: $0.state).balance } == [40])
        await ledger.close()
    }

    /// The baseline that a node gets after a bundle.
    private func baseline(
        _ bundle: Bundle,
        _ domain: Domain,
        _ site: Site,
        _ intake: Intake
    ) async throws -> Baseline {
        var bundle = bundle
        bundle.baseline = Baseline.Request(bytes: 4_096)
        let receipt = try site.open(await intake.take(site.seal(bundle, domain: domain)), domain: domain)
        return try #require(receipt.baseline)
    }

    @Test func `what came and is in no row is counted as missing`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        let intake = Intake(
            keys: site.keys,
            ledger: ledger,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        // What is in stock but no movement counts as well.
        let excursion = try BundleFixture.stored(
            1,
            .excursion(
                Excursion(
                    probe: try #require(Token(rawValue: "KYL-1")),
                    quantity: .temperature,
                    start: BootInstant(boot: 1, milliseconds: 1_000),
                    duration: 60_000,
                    minimum: 2_000,
                    maximum: 9_000,
                    hasEnded: true,
                    affected: []
                )
            )
        )
        let movement = try BundleFixture.movement(0, 10)
        let sound = BundleFixture.bundle([movement, excursion])
        #expect(try await baseline(sound, .stock, site, intake).missing == 0)
        // Bytes that this version cannot read.
        let unreadable = EventIdentity(
            node: Site.node,
            epoch: BundleFixture.epoch,
            stream: .stock,
            offset: 2
        )
        let newer = BundleFixture.bundle([StoredEvent(identity: unreadable, bytes: [0xFF, 0xFF])])
        #expect(try await baseline(newer, .stock, site, intake).missing == 1)
        // The same identity twice, as a journal does that was restored from a copy: the second is in no row.
        let twin = BundleFixture.bundle([try BundleFixture.movement(0, 7)])
        for _ in 0..<2 { #expect(try await baseline(twin, .stock, site, intake).missing == 2) }
        let embark = PatientMovement(action: .embark, tag: Token(rawValue: "PAT-1"))
        let first = BundleFixture.bundle([try BundleFixture.stored(0, .patientMovement(embark))])
        #expect(try await baseline(first, .transport, site, intake).missing == 0)
        let other = PatientMovement(action: .embark, tag: Token(rawValue: "PAT-2"))
        let second = BundleFixture.bundle([try BundleFixture.stored(0, .patientMovement(other))])
        #expect(try await baseline(second, .transport, site, intake).missing == 1)
        await ledger.close()
    }

    @Test func `events and rows that a damaged database lost are counted as missing`() async throws {
        let site = try Site()
        var ledger = try await site.openLedger()
        let embark = PatientMovement(action: .embark, tag: Token(rawValue: "PAT-1"))
        let patients = BundleFixture.bundle([
            try BundleFixture.stored(0, .patientMovement(embark)),
            try BundleFixture.stored(1, .missionStatus(MissionStatus(state: .loaded))),
        ])
        let stock = BundleFixture.bundle([
            try BundleFixture.movement(0, 1, lot: "L1"), try BundleFixture.movement(1, 2, lot: "L2"),
        ])
        for bundle in [patients, stock] { _ = try await ledger.deliver(BundleFixture.delivery(bundle)) }
        await ledger.close()
        for loss in [
            "event WHERE offset = 0 AND lane = (SELECT id FROM lane WHERE stream = 2)",
            "projection WHERE name LIKE '%L2%'",
        ] {
            try Connection(path: site.database).execute("DELETE FROM \(loss)")
        }
        ledger = try await site.openLedger()
        let intake = Intake(
            keys: site.keys,
            ledger: ledger,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        #expect(try await baseline(BundleFixture.bundle(), .transport, site, intake).missing == 1)
        #expect(try await baseline(BundleFixture.bundle(), .stock, site, intake).missing == 1)
        await ledger.close()
    }

    @Test func `a node that fetches its rows is never pushed out by others`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        let nodes = (1...UInt32(BaselineDesk.waitingLimit) + 1).map { NodeID(100 + $0) }
        for node in nodes {
            let events = try (0..<40 as Range<UInt64>).map { number in
                let event = try BundleFixture.movement(number, 1, lot: "L\(number)")
                let identity = EventIdentity(
                    node: node,
                    epoch: BundleFixture.epoch,
                    stream: .stock,
                    offset: number
                )
                return StoredEvent(identity: identity, bytes: event.bytes)
            }
            _ = try await ledger.deliver(Delivery(BundleFixture.bundle(events), node: node, arrival: 1))
        }
        let desk = BaselineDesk(ledger: ledger)
        let begin = Baseline.Request(bytes: 1_024)
        var pages: [Baseline] = []
        for node in nodes.dropLast() {
            pages.append(try #require(await desk.page(begin, of: node, .stock, at: 5)))
        }
        let last = try #require(nodes.last)
        #expect(try await desk.page(begin, of: last, .stock, at: 6) == nil)
        for (node, page) in zip(nodes, pages) {
            #expect(page.rows.count < page.count)
            let more = Baseline.Request(id: page.id, first: page.rows.count, bytes: 1_024)
            #expect(try await desk.page(more, of: node, .stock, at: 6)?.id == page.id)
            // One that begins anew takes its own place.
            if node == nodes[0] { #expect(try await desk.page(begin, of: node, .stock, at: 6) != nil) }
        }
        let later = 6 + BaselineDesk.patience
        #expect(try await desk.page(begin, of: last, .stock, at: later - 1) == nil)
        #expect(try await desk.page(begin, of: last, .stock, at: later) != nil)
        await ledger.close()
    }
}
