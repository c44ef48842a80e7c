import FieldModel
import SwiftProtobuf
import TestKit
import Testing
import Wire

@testable import Exchange

struct BundleTests {
    static let node = NodeID(7)
    static let epoch = Epoch(counter: 2, random: 99)
    /// Field 900, a varint.
    static let laterField: [UInt8] = [0xA0, 0x38, 0x05]
    /// An event of boot 3 with field 99, a message of two bytes.
    static let laterKind: [UInt8] = [0x08, 0x03, 0x9A, 0x06, 0x02, 0x08, 0x01]

    static func bundle(_ events: [StoredEvent]) -> Bundle {
        var bundle = Bundle(
            bootNonce: [UInt8](repeating: 3, count: 16),
            epoch: epoch,
            sealed: BootInstant(boot: 1, milliseconds: 77_000)
        )
        bundle.events = events
        return bundle
    }

    static func stored(
        _ bytes: [UInt8],
        _ stream: FieldModel.Stream,
        _ offset: UInt64,
        epoch: Epoch = epoch
    ) -> StoredEvent {
        StoredEvent(
            identity: EventIdentity(node: node, epoch: epoch, stream: stream, offset: offset),
            bytes: bytes
        )
    }

    static func again(_ bundle: Bundle, domain: Domain) throws -> Bundle {
        try Bundle(bundle.encoded(), node: node, domain: domain)
    }

    /// A drive at one fix a second, some of them odd.
    static func drive(_ count: Int, random: inout SplitMix) throws -> [StoredEvent] {
        var fix = try #require(Fix(latitude: 59.33, longitude: 18.06, accuracy: 3, speed: 14, course: 90))
        return try (0..<count).map { index in
            fix.latitude += Int32.random(in: -20...20, using: &random)
            fix.longitude += 250 + Int32.random(in: -20...20, using: &random)
            fix.accuracy = index % 17 == 0 ? nil : UInt32.random(in: 2...9, using: &random)
            fix.source = index % 50 == 49 ? .held : .gnss
            fix.age = index % 50 == 49 ? 4 : 0
            let event = Event(
                instant: BootInstant(boot: index < count / 2 ? 1 : 2, milliseconds: UInt64(index) * 1_000),
                source: SourceID(rawValue: "gnss") ?? .agent,
                body: .fix(fix)
            )
            return stored(try event.canonicalBytes(), .track, UInt64(index))
        }
    }

    @Test(arguments: [
        Baseline.Request(bytes: 4_096), Baseline.Request(id: [UInt8](1...16), first: 90, bytes: 262_144),
    ])
    func `a request for a baseline comes back as it went`(request: Baseline.Request) throws {
        var bundle = Bundle(
            bootNonce: [UInt8](1...16),
            epoch: Self.epoch,
            sealed: BootInstant(boot: 1, milliseconds: 5)
        )
        bundle.baseline = request
        #expect(try Self.again(bundle, domain: .stock).baseline == request)
        bundle.baseline?.id = [1]
        #expect(throws: EnvelopeError.malformed) { try Self.again(bundle, domain: .stock) }
        // More bytes than anyone gives are as many as anyone gives.
        bundle.baseline = Baseline.Request(bytes: .max)
        #expect(try Self.again(bundle, domain: .stock).baseline?.bytes == Baseline.pageBytes.upperBound)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `random events of all kinds come back as the same bytes`(seed: UInt64) throws {
        var events = RandomEvents(seed: seed)
        for domain in Domain.allCases {
            var all: [StoredEvent] = []
            for epoch in [Self.epoch, Epoch(counter: 3, random: 1)] {
                for stream in domain.streams {
                    var offset: UInt64 = .random(in: 0...1 << 40, using: &events.random)
                    for _ in 0..<60 {
                        // Any kind in any stream: the coding must not care.
                        let event = events.event(
                            kind: .random(in: 0..<RandomEvents.kinds, using: &events.random)
                        )
                        var bytes = try event.canonicalBytes()
                        switch Int.random(in: 0..<20, using: &events.random) {
                        case 0: bytes += Self.laterField
                        case 1: bytes = Self.laterKind
                        case 2: offset += .random(in: 1...9, using: &events.random)
                        default: break
                        }
                        all.append(Self.stored(bytes, stream, offset, epoch: epoch))
                        offset += 1
                    }
                }
            }
            let bundle = Self.bundle(all)
            #expect(try Self.again(bundle, domain: domain) == bundle)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `a drive comes back as the same bytes and is small`(seed: UInt64) throws {
        var random = SplitMix(seed)
        let events = try Self.drive(600, random: &random)
        let bundle = Self.bundle(events)
        #expect(try Self.again(bundle, domain: .transport) == bundle)
        let canonical = events.reduce(0) { $0 + $1.bytes.count }
        #expect(try bundle.encoded().count * 3 < canonical)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `any split into bundles gives the same events`(seed: UInt64) throws {
        var random = SplitMix(seed)
        let all = try Self.drive(200, random: &random)
        var rest = all[...]
        var received: [StoredEvent] = []
        while !rest.isEmpty {
            let part = Array(rest.prefix(.random(in: 1...40, using: &random)))
            rest = rest.dropFirst(part.count)
            received += try Self.again(Self.bundle(part), domain: .transport).events
        }
        #expect(received == all)
        // Holes and any order within a bundle are no different.
        let some = all.filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
        #expect(try Self.again(Self.bundle(some), domain: .transport).events == some)
    }

    @Test func `extreme values come back`() throws {
        var events: [StoredEvent] = []
        let numbers: [UInt32] = [0, 1, 10_000, .max]
        for (index, number) in numbers.enumerated() {
            for (north, east) in [(90.0, 180.0), (-90, -180), (90, -180)] {
                var fix = try #require(Fix(latitude: north, longitude: east))
                fix.accuracy = number
                fix.speed = number
                fix.age = number
                fix.course = index.isMultiple(of: 2) ? nil : 179
                let milliseconds: UInt64 = [0, 1, (1 << 50) - 1, 1 << 50, .max][events.count % 5]
                let event = Event(
                    instant: BootInstant(boot: UInt32(index), milliseconds: milliseconds),
                    source: .agent,
                    body: .fix(fix)
                )
                // Values that no schema has have no bytes either.
                guard let bytes = try? event.canonicalBytes() else { continue }
                events.append(Self.stored(bytes, .track, UInt64(events.count)))
            }
        }
        let bundle = Self.bundle(events)
        #expect(events.count > 3)
        #expect(try Self.again(bundle, domain: .transport) == bundle)
    }

    @Test func `boots, gaps and heads come back`() throws {
        var bundle = Self.bundle([])
        let anchor = ClockAnchor(bootMilliseconds: 1, unixMilliseconds: -2, quality: .rtc, uncertainty: 3)
        bundle.boots = [
            Bundle.Boot(
                epoch: Self.epoch,
                record: BootRecord(ordinal: 4, bootID: [UInt8](1...16), anchors: [anchor])
            )
        ]
        bundle.gaps = [
            Gap(stream: .track, epoch: Self.epoch, first: 5, count: 9, reason: .thinned, kept: [1, 1])
        ]
        bundle.heads = [Bundle.Head(epoch: Self.epoch, stream: .patients, next: 1 << 43)]
        #expect(try Self.again(bundle, domain: .transport) == bundle)
        #expect(throws: EnvelopeError.malformed) { try Self.again(bundle, domain: .stock) }
    }

    @Test func `events of another domain are refused`() throws {
        var random = SplitMix(1)
        let bundle = Self.bundle(try Self.drive(3, random: &random))
        #expect(throws: EnvelopeError.malformed) { try Self.again(bundle, domain: .stock) }
    }
}
