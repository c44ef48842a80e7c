import FieldModel
import TestKit
import Testing
import Wire

@testable import Journal

@Suite struct EventRunTests {
    private static func canonical(_ event: Event) throws -> [UInt8] { try event.canonicalBytes() }

    /// A drive as a receiver tells it: most numbers go on as they went, some jump.
    private static func drive(_ count: Int, _ random: inout SplitMix) throws -> [[UInt8]] {
        var fix = try #require(Fix(latitude: 59.3, longitude: 18.1, accuracy: 4, speed: 13, course: 20))
        var instant: UInt64 = 86_400_000
        return try (0..<count).map { _ in
            instant += Int.random(in: 0..<50, using: &random) == 0 ? 3_100 : 1_000
            fix.latitude += 120 + .random(in: -3...3, using: &random)
            fix.longitude -= 60 + .random(in: -3...3, using: &random)
            if Int.random(in: 0..<9, using: &random) == 0 {
                fix.accuracy = .random(in: 1...30, using: &random)
            }
            if Int.random(in: 0..<40, using: &random) == 0 { fix.speed = nil }
            if Int.random(in: 0..<20, using: &random) == 0 {
                fix.speed = .random(in: 0...300, using: &random)
            }
            if Int.random(in: 0..<60, using: &random) == 0 { fix.jamming = .warning }
            return try canonical(Given.event(.fix(fix), at: instant))
        }
    }

    /// Puts events into rows and reads the rows again.
    private func roundTrip(_ events: [[UInt8]], _ form: EventRun.Form) throws -> (rows: Int, bytes: Int) {
        var rows: [EventRun] = []
        for (offset, event) in events.enumerated() {
            if !rows.isEmpty, rows[rows.count - 1].append(event) { continue }
            var run = EventRun(first: UInt64(offset), form: form)
            let isTaken = run.append(event)
            #expect(isTaken)
            rows.append(run)
        }
        var read: [[UInt8]] = []
        for run in rows {
            #expect(run.first == UInt64(read.count))
            #expect(run.count == 1 || run.plain.count <= EventRun.byteLimit)
            let stored = StoredRun(first: run.first, count: run.count, form: form, plain: run.plain)
            read += try #require(stored).events
        }
        #expect(read == events)
        return (rows.count, rows.reduce(0) { $0 + $1.plain.count })
    }

    @Test(arguments: 0..<20) func `a drive comes back byte for byte, in a quarter of the room`(
        seed: Int
    ) throws {
        var random = SplitMix(UInt64(seed))
        let drive = try Self.drive(500, &random)
        let differences = try roundTrip(drive, .differences)
        let whole = try roundTrip(drive, .whole)
        #expect(differences.bytes * 4 < whole.bytes)
    }

    @Test func `whatever bytes an event has, a row gives them back`() throws {
        var random = SplitMix(5)
        let drive = try Self.drive(64, &random)
        for _ in 0..<300 {
            let events = (0..<Int.random(in: 1...20, using: &random)).map { index -> [UInt8] in
                var bytes = drive[(index + Int(random.next() % 3)) % drive.count]
                for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                    let at = Int.random(in: 0..<bytes.count, using: &random)
                    switch random.next() % 3 {
                    case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                    case 1: bytes.remove(at: at)
                    default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
                    }
                }
                return bytes
            }
            for form in [EventRun.Form.whole, .differences] {
                _ = try roundTrip(events.filter { !$0.isEmpty }, form)
            }
        }
    }

    @Test func `thinned events leave holes of a byte`() throws {
        var random = SplitMix(6)
        let drive = try Self.drive(4, &random)
        for form in [EventRun.Form.whole, .differences] {
            var run = EventRun(first: 100, form: form)
            for (event, offset) in zip(drive, [100, 101, 110, 115] as [UInt64]) {
                let isTaken = run.append(event, at: offset)
                #expect(isTaken)
            }
            let isTaken = run.append(drive[0], at: 200)
            #expect(!isTaken)
            #expect(run.count == 16)
            let stored = StoredRun(first: 100, count: 16, form: form, plain: run.plain)
            let events = try #require(stored).events
            #expect(events.filter { !$0.isEmpty } == drive)
            #expect(events[10] == drive[2] && events[15] == drive[3])
        }
    }

    @Test func `a row is never believed beyond its bytes`() throws {
        var random = SplitMix(7)
        var run = EventRun(first: 0, form: .differences)
        for event in try Self.drive(60, &random) { _ = run.append(event) }
        for _ in 0..<20_000 {
            var plain = run.plain
            let at = Int.random(in: 0..<plain.count, using: &random)
            plain[at] = UInt8(truncatingIfNeeded: random.next())
            if random.next() % 4 == 0 { plain.removeLast(Int.random(in: 1..<plain.count, using: &random)) }
            let events = StoredRun(first: 0, count: run.count, form: .differences, plain: plain)?.events
            #expect(events.map { $0.count == run.count } ?? true)
        }
        #expect(StoredRun(first: 0, count: .max, form: .differences, plain: run.plain) == nil)
        #expect(StoredRun(first: 0, count: run.count + 1, form: .differences, plain: run.plain) == nil)
        #expect(StoredRun(first: 0, count: run.count - 1, form: .differences, plain: run.plain) == nil)
    }
}
