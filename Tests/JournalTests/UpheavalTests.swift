import FieldModel
import TestKit
import Testing
import Wire

@testable import Journal

/// Everything at once, in random order: appends, power cuts, damage, bundles, receipts, a quota too small, old copies, a
/// coordinator that loses its store. The model is what was promised, and what a coordinator was told.
@Suite(.timeLimit(.minutes(10))) struct UpheavalTests {
    /// What a coordinator knows: received beats gap, gap beats missing.
    private struct Coordinator {
        struct Lane: Hashable {
            var epoch: Epoch
            var stream: FieldModel.Stream
        }

        var incarnation: UInt8 = 1
        var events: [EventIdentity: [UInt8]] = [:]
        var durable: [Lane: IntervalSet] = [:]
        var gaps: [Gap] = []
        /// What was sent twice under one identity with another content.
        var conflicts = 0

        mutating func take(_ events: [StoredEvent], _ gaps: [Gap]) {
            for event in events {
                let identity = event.identity
                if let known = self.events[identity], known != event.bytes { conflicts += 1 }
                self.events[identity] = event.bytes
                durable[Lane(epoch: identity.epoch, stream: identity.stream), default: IntervalSet()]
                    .insert(identity.offset)
            }
            self.gaps += gaps
            for gap in gaps {
                let lane = Lane(epoch: gap.epoch, stream: gap.stream)
                var set = durable[lane, default: IntervalSet()]
                var start: UInt64?
                for offset in gap.first..<gap.first + gap.count {
                    if gap.covers(offset) {
                        if start == nil { start = offset }
                    } else if let first = start {
                        set.insert(first..<offset)
                        start = nil
                    }
                }
                if let start { set.insert(start..<gap.first + gap.count) }
                durable[lane] = set
            }
        }

        func reason(_ identity: EventIdentity) -> Gap.Reason? {
            gaps.last { gap in
                gap.epoch == identity.epoch && gap.stream == identity.stream && gap.covers(identity.offset)
            }?.reason
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `200 random steps break no promise`(seed: UInt64) async throws {
        var random = SplitMix(seed + 4_000)
        var life = Life(folder: try JournalFolder(), quota: seed.isMultiple(of: 2) ? 1_100 << 10 : 64 << 20)
        var coordinator = Coordinator()
        var promised: [EventIdentity: Body] = [:]
        var older: JournalFolder?
        var isHurt = false
        for step in 0..<200 {
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<50:
                let count = Int.random(in: 1...64, using: &random)
                let events = (0..<count).map { number in
                    switch Int.random(in: 0..<12, using: &random) {
                    case 0: Given.alarm
                    case 1: Given.mission(.loaded)
                    case 2..<4: Given.stock(Int64(number), lot: Token(rawValue: "L\(step)") ?? "?")
                    case 4: Given.health
                    default: Given.fix(step * 64 + number)
                    }
                }
                guard let identities = try await life.append(events) else { continue }
                for (identity, event) in zip(identities, events) {
                    #expect(promised[identity] == nil, "an identity was given out twice")
                    promised[identity] = event.body
                }
            case 50..<60:
                _ = try await life.run { journal in try? await journal.appendDeferred([Given.fix(step)]) }
            case 60..<78:
                try await send(&life, &coordinator, isReceipted: Int.random(in: 0..<5, using: &random) > 0)
            case 78..<83: await life.close()
            case 83..<90: try await life.cutPower()
            case 90..<94: older = try await life.copy()
            case 94..<96:
                guard let older else { continue }
                try await life.restore(older)
                isHurt = true
            case 96..<98:
                try await life.damage(older, &random)
                isHurt = true
            default:
                coordinator = Coordinator(incarnation: coordinator.incarnation &+ 1)
            }
        }
        // In the end the link stays, and everything arrives.
        try await life.settle()
        for _ in 0..<200 {
            try await send(&life, &coordinator, isReceipted: true)
            if try await life.run({ journal in
                try await journal.status().streams.allSatisfy { $0.unsent == 0 }
            }) {
                break
            }
        }
        #expect(coordinator.conflicts == 0)
        var silent = 0
        for (identity, body) in promised {
            if let bytes = coordinator.events[identity] {
                #expect(try Event(canonicalBytes: bytes).body == body)
                continue
            }
            switch coordinator.reason(identity) {
            case nil: silent += 1
            case .thinned: #expect([.track, .climate, .node].contains(identity.stream))
            // Retired once delivered; the coordinator of then may be gone.
            case .retired: #expect(coordinator.incarnation > 1 || isHurt)
            case .lost: #expect(isHurt)
            }
        }
        #expect(silent == 0, "\(silent) of \(promised.count) are missing and nobody says so")
        // A damaged row that was delivered stays, and is named.
        #expect(try await life.run { journal in try await journal.isSound() } || isHurt)
        await life.close()
    }

    /// One bundle of each domain, and perhaps its receipt.
    private func send(_ life: inout Life, _ coordinator: inout Coordinator, isReceipted: Bool) async throws {
        for domain in Domain.allCases {
            let (events, gaps) = try await life.run { journal in
                try await journal.recordMarks()
                var events = try await journal.unsentNewest(domain)
                for stream in domain.streams {
                    events += try await journal.unsent(UnsentQuery(stream: stream, events: 500, bytes: .max))
                }
                return (events, try await journal.unsentGaps(domain, limit: 64))
            }
            coordinator.take(events, gaps)
            guard isReceipted else { continue }
            let durable = coordinator.durable.map { ($0.key.epoch, $0.key.stream, $0.value) }
            let incarnation = [UInt8](repeating: coordinator.incarnation, count: 16)
            _ = try await life.run { journal in
                try await journal.acknowledge(
                    domain,
                    coordinator: 1,
                    incarnation: incarnation,
                    durable: durable
                )
            }
        }
    }
}

/// A journal's life: opened again whenever only that helps, as the agent and systemd do.
private struct Life {
    private(set) var folder: JournalFolder
    private var journal: Journal?
    private let quota: Int64

    init(folder: JournalFolder, quota: Int64) {
        self.folder = folder
        self.quota = quota
    }

    mutating func run<Value>(_ body: (Journal) async throws -> Value) async throws -> Value {
        for _ in 0..<20 {
            do {
                if journal == nil { journal = try await folder.open(quota: quota) }
                guard let journal else { continue }
                return try await body(journal)
            } catch let error as JournalError where error.needsReopening {
                await close()
            }
        }
        throw JournalError.closed
    }

    /// The identities, or `nil` when there was no room.
    mutating func append(_ events: [Event]) async throws -> [EventIdentity]? {
        try await run { journal in
            do throws(JournalError) {
                return try await journal.append(events).identities
            } catch {
                guard case .full = error else { throw error }
                return nil
            }
        }
    }

    mutating func close() async {
        await journal?.close()
        journal = nil
    }

    /// Waits until nothing is being searched for.
    mutating func settle() async throws {
        try await run { journal in while try await journal.status().isRecovering {} }
    }

    /// The files as they stand. What is being searched would not be among them.
    mutating func copy() async throws -> JournalFolder {
        try await settle()
        return try folder.copy()
    }

    mutating func cutPower() async throws {
        let rest = try await copy()
        await close()
        folder = rest
    }

    mutating func restore(_ older: JournalFolder) async throws {
        try await settle()
        await close()
        try folder.restoreDatabase(from: older)
    }

    mutating func damage(_ older: JournalFolder?, _ random: inout SplitMix) async throws {
        let rest = try await copy()
        await close()
        folder = rest
        _ = try Damage.random(to: folder, older: older ?? folder, stranger: older ?? folder, &random)
    }
}
