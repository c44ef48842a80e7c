import FieldModel
import FoundationEssentials
import SwiftProtobuf
import TestKit
import Testing
import Wire

@testable import Exchange

/// Bundles that a node with a good key and bad intentions could send.
struct HostileBundleTests {
    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout PBBundle) -> Void

        init(_ name: String, _ change: @escaping @Sendable (inout PBBundle) -> Void) {
            testDescription = name
            self.change = change
        }
    }

    static let bundleLies = [
        Lie("short nonce") { $0.bootNonce.removeLast() },
        Lie("too many segments") { $0.segments = Array(repeating: $0.segments[0], count: 4097) },
        Lie("too many rows together") { bundle in
            bundle.segments[0].kinds = [0, 40_000]
            bundle.segments[0].whole = Array(repeating: .init(), count: 40_000)
            bundle.segments.append(bundle.segments[0])
        },
        Lie("too many boots") { $0.boots = Array(repeating: PBBootRecord(), count: 1025) },
        Lie("a boot without an id") { $0.boots = [PBBootRecord()] },
        Lie("a gap without offsets") { $0.gaps = [PBGap()] },
        Lie("a head of no stream") { $0.heads = [PBHead()] },
        Lie("a head beyond all offsets") { bundle in
            var head = PBHead()
            head.stream = 4
            head.next = 1 << 62
            bundle.heads = [head]
        },
    ]

    static let segmentLies = [
        Lie("no stream") { $0.segments[0].stream = 0 },
        Lie("a stream beyond the table") { $0.segments[0].stream = 260 },
        Lie("an offset beyond all") { $0.segments[0].first = 1 << 62 },
        Lie("no kinds") { $0.segments[0].kinds = [] },
        Lie("half a run") { $0.segments[0].kinds.append(1) },
        Lie("an empty run") { $0.segments[0].kinds += [1, 0] },
        Lie("a huge run") { $0.segments[0].kinds = [1, .max] },
        Lie("many huge runs") { $0.segments[0].kinds = Array(repeating: .max, count: 200_000) },
        Lie("an unknown kind") { $0.segments[0].kinds[0] = 9 },
        Lie("more rows than columns") { $0.segments[0].kinds[1] += 1 },
        Lie("fewer rows than columns") { $0.segments[0].kinds[1] -= 1 },
        Lie("a whole event that is not there") { $0.segments[0].kinds += [0, 1] },
        Lie("whole events that nobody counts") { $0.segments[0].whole = [.init()] },
        Lie("a whole event above its limit") { bundle in
            bundle.segments[0].kinds += [0, 1]
            bundle.segments[0].whole = [.init(repeating: 0, count: Event.maximumBytes + 1)]
        },
    ]

    static let headerLies = [
        Lie("a source that is none") { $0.segments[0].headers.sources = ["A B"] },
        Lie("a source beyond the dictionary") { $0.segments[0].headers.runs[1] = 1 },
        Lie("too many sources") { $0.segments[0].headers.sources = Array(repeating: "a", count: 257) },
        Lie("flags beyond their bits") { $0.segments[0].headers.runs[2] = 8 },
        Lie("a run too short") { $0.segments[0].headers.runs[3] = 1 },
        Lie("three quarters of a run") { $0.segments[0].headers.runs.removeLast() },
        Lie("no time unit") { $0.segments[0].headers.timeUnit = 0 },
        Lie("a huge time unit") { $0.segments[0].headers.timeUnit = .max },
        Lie("a time before the boot") { $0.segments[0].headers.times[0] = -1 },
        Lie("a time that overflows") { $0.segments[0].headers.times[0] = .max },
        Lie("a time too few") { $0.segments[0].headers.times.removeLast() },
        Lie("no headers") { $0.segments[0].clearHeaders() },
    ]

    static let fixLies = [
        Lie("beyond the pole") { $0.segments[0].fixes.latitude[0] = .max },
        Lie("beyond the date line") { $0.segments[0].fixes.longitude[0] = .min },
        Lie("a column too short") { $0.segments[0].fixes.speed.removeLast() },
        Lie("an accuracy below none") { $0.segments[0].fixes.accuracy[0] = -1 },
        Lie("a course beyond the circle") { $0.segments[0].fixes.course[0] = 181 },
        Lie("an unknown state") { $0.segments[0].fixes.state[0] = 256 },
        Lie("an integrity that is none") { $0.segments[0].fixes.state[0] = 3 << 2 },
        Lie("a huge run of states") { $0.segments[0].fixes.state[1] = .max },
        Lie("a negative age") { $0.segments[0].fixes.age = [-1, 0, 0] },
        Lie("an age too many") { $0.segments[0].fixes.age = [1] },
        Lie("no fixes") { $0.segments[0].clearFixes() },
        Lie("stock that nobody counts") { $0.segments[0].stock.key = [0] },
    ]

    static let stockLies = [
        Lie("a key beyond the dictionary") { $0.segments[0].stock.key[0] = 9 },
        Lie("more keys than rows") { bundle in
            bundle.segments[0].stock.keys = Array(repeating: bundle.segments[0].stock.keys[0], count: 4)
        },
        Lie("a key that is none") { $0.segments[0].stock.keys[0].itemSystem = 0 },
        Lie("an action that is none") { $0.segments[0].stock.action[0] = 0 },
        Lie("an action beyond a byte") { $0.segments[0].stock.action[0] = 257 },
        Lie("a token that is none") { $0.segments[0].stock.tokens = ["Å"] },
        Lie("a token beyond the dictionary") { $0.segments[0].stock.reason = [1, 1, 9] },
        Lie("a column half filled") { $0.segments[0].stock.reason = [1] },
        Lie("balances that are not counted") { $0.segments[0].stock.balanceRuns = [0, 3] },
        Lie("balances counted twice") { bundle in
            bundle.segments[0].stock.balanceRuns = [3, 1, 0, 2]
        },
        Lie("balances that are not there") { $0.segments[0].stock.balance.removeLast() },
        Lie("no stock") { $0.segments[0].clearStock() },
    ]

    private func expectRefusal(_ lie: Lie, of events: [Event], _ stream: FieldModel.Stream) throws {
        let stored = try events.enumerated().map {
            BundleTests.stored(try $1.canonicalBytes(), stream, UInt64($0))
        }
        var wire = try PBBundle(serializedBytes: BundleTests.bundle(stored).encoded())
        #expect(throws: Never.self) {
            try Bundle(wire.serializedBytes(), node: BundleTests.node, domain: stream.domain)
        }
        lie.change(&wire)
        let content: [UInt8] = try wire.serializedBytes()
        #expect(throws: EnvelopeError.malformed) {
            try Bundle(content, node: BundleTests.node, domain: stream.domain)
        }
    }

    @Test(arguments: bundleLies + segmentLies + headerLies + fixLies)
    func `a lie about positions is refused`(lie: Lie) throws {
        let fix = try #require(Fix(latitude: 59, longitude: 18, accuracy: 3, speed: 1, course: 8))
        let event = Event(instant: BootInstant(boot: 1, milliseconds: 500), source: .agent, body: .fix(fix))
        try expectRefusal(lie, of: Array(repeating: event, count: 3), .track)
    }

    @Test(arguments: stockLies)
    func `a lie about stock is refused`(lie: Lie) throws {
        let item = ItemKey(system: .gtin, code: try #require(Token(rawValue: "07350035400010")))
        let key = StockKey(item: item, lot: nil, expiry: nil, location: StockLocation())
        let movement = StockMovement(
            action: .receipt,
            key: key,
            delta: 5,
            reason: Token(rawValue: "R"),
            balanceAfter: 5
        )
        let event = Event(
            instant: BootInstant(boot: 1, milliseconds: 500),
            source: .agent,
            body: .stockMovement(movement)
        )
        try expectRefusal(lie, of: Array(repeating: event, count: 3), .stock)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `mutated content is refused or read, never fatal`(seed: UInt64) throws {
        var events = RandomEvents(seed: seed)
        var random = SplitMix(seed)
        var stored = try BundleTests.drive(20, random: &random)
        for offset in 20..<40 as Range<UInt64> {
            let event = events.event(kind: [7, 9, 3][Int(offset % 3)])
            stored.append(BundleTests.stored(try event.canonicalBytes(), .track, offset))
        }
        let content = try BundleTests.bundle(stored).encoded()
        for index in content.indices {
            var mutated = content
            mutated[index] = UInt8.random(in: 0...255, using: &random)
            // What is taken after all stays within the bounds.
            if let bundle = try? Bundle(mutated, node: BundleTests.node, domain: .transport) {
                #expect(bundle.events.count <= EnvelopeLimits.events)
            }
        }
        for count in stride(from: 0, to: content.count, by: 3) {
            _ = try? Bundle(Array(content[..<count]), node: BundleTests.node, domain: .transport)
        }
    }
}
