import Codecs
import Crypto
import FieldModel
import Glibc
import Inputs
import Journal
import LinuxIO
import Logging
import Synchronization
import TestKit
import Testing
import Wire
import Workflows

@testable import Agent

@Suite(.timeLimit(.minutes(2))) struct ScanDeskTests {
    /// Hears what a scanner is told.
    private final class Ear: FeedbackSink {
        private let said = Mutex<[ScanSignal]>([])
        private let wake = Wake()
        var signals: [ScanSignal] { said.withLock { $0 } }

        func signal(_ signal: ScanSignal) async {
            said.withLock { $0.append(signal) }
            wake.signal()
        }

        /// All signals once there are so many.
        func heard(_ count: Int) async -> [ScanSignal] {
            while signals.count < count, !Task.isCancelled { await wake.wait(for: .seconds(1)) }
            return signals
        }
    }

    private let folder: TemporaryFolder
    private let journal: Journal
    private let ear = Ear()
    private let source: SourceID
    private let gtin: Token

    init() async throws {
        folder = try TemporaryFolder()
        for name in ["journal", "keys"] { mkdir("\(folder.path)/\(name)", 0o700) }
        source = try #require(SourceID(rawValue: "scanner"))
        gtin = try #require(Token(rawValue: "07350035400010"))
        journal = try await Journal.open(
            JournalSettings(
                directory: folder.path + "/journal",
                keysDirectory: folder.path + "/keys",
                node: NodeID(7)
            ),
            key: SymmetricKey(data: [UInt8](repeating: 7, count: 32)),
            bootID: [UInt8](1...16),
            projector: .node
        )
    }

    private var recorder: Recorder {
        Recorder(
            journal: journal,
            wake: Wake(),
            refusals: RefusalLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        )
    }

    private func desk(today: CalendarDay? = nil, feedback: (any FeedbackSink)? = nil) -> ScanDesk {
        ScanDesk(
            settings: ScanSettings(source: source),
            recorder: recorder,
            feedback: feedback ?? ear,
            today: { today }
        )
    }

    private func item(_ lot: String, expiry: CalendarDay? = nil, serial: String? = nil) -> Scan {
        .item(
            ItemLabel(
                item: ItemKey(system: .gtin, code: gtin),
                lot: Token(rawValue: lot),
                expiry: expiry,
                serial: serial.flatMap(Token.init(rawValue:))
            )
        )
    }

    /// Gives a desk these scans and lets it work until they are answered.
    private func answers(
        _ desk: ScanDesk,
        _ scans: [Scan],
        isLate: Bool = false,
        count: Int? = nil
    ) async throws -> [ScanSignal] {
        let work = Task { try await desk.work() }
        for scan in scans {
            await desk.take(
                Observation(
                    source: isLate ? source.late : source,
                    arrival: BootClock.now(),
                    value: .scan(scan)
                )
            )
        }
        let signals = await ear.heard(count ?? scans.count)
        work.cancel()
        _ = await work.result
        return signals
    }

    private func movements() async throws -> [(event: Event, movement: StockMovement)] {
        var found: [(Event, StockMovement)] = []
        while true {
            let rows = try await journal.list(.stock, from: UInt64(found.count), limit: 500)
            if rows.isEmpty { return found }
            for row in rows {
                let event = try Event(canonicalBytes: row.bytes)
                if case .stockMovement(let movement) = event.body { found.append((event, movement)) }
            }
        }
    }

    @Test func `accepted, duplicate, expired and refused are four answers`() async throws {
        let today = try #require(CalendarDay(year: 2026, month: 11, day: 21))
        let yesterday = try #require(CalendarDay(year: 2026, month: 11, day: 20))
        let signals = try await answers(
            desk(today: today),
            [
                .command(.receive), item("L1", serial: "S1"), item("L1", serial: "S1"),
                item("L2", expiry: yesterday), item("L2", expiry: today), .refused(.checkDigit),
            ]
        )
        #expect(signals == [.accepted, .accepted, .duplicate, .expired, .accepted, .refused])
        // What is expired is in the store all the same.
        #expect(try await movements().map(\.movement.key.lot?.rawValue) == ["L1", "L2", "L2"])
        await journal.close()
    }

    @Test func `a clock that nobody trusts calls nothing expired`() async throws {
        let old = try #require(CalendarDay(year: 2020, month: 1, day: 1))
        #expect(
            try await answers(desk(), [.command(.receive), item("L1", expiry: old)]) == [
                .accepted, .accepted,
            ]
        )
        await journal.close()
    }

    /// Puts an order about goods of a lot into the journal, as somebody else's event.
    private func order(
        _ action: StockMovement.Action,
        _ lot: String?,
        expiry: CalendarDay? = nil,
        at place: StockLocation = StockLocation()
    ) async throws {
        let key = StockKey(
            item: ItemKey(system: .gtin, code: gtin),
            lot: lot.flatMap(Token.init(rawValue:)),
            expiry: expiry,
            location: place
        )
        let event = Event(
            instant: BootInstant(boot: 0, milliseconds: BootClock.now()),
            source: .agent,
            body: .stockMovement(StockMovement(action: action, key: key, delta: 0))
        )
        _ = try await journal.append([event])
    }

    @Test func `what the journal has as recalled or in quarantine is told as not to be used, and recorded`()
        async throws
    {
        let last = try #require(CalendarDay(year: 2031, month: 3, day: 31))
        try await order(.recall, "L1")
        try await order(.quarantine, "L2", expiry: last)
        try await order(.quarantine, "L3")
        try await order(.release, "L3")
        try await order(.recall, nil)
        let desk = desk()
        let scans = [
            .command(.receive), item("L1"), item("L1", expiry: last), item("L2"), item("L2", expiry: last),
            item("L3"), item("L4"),
        ]
        let signals = try await answers(desk, scans)
        #expect(signals == [.accepted, .expired, .expired, .accepted, .expired, .accepted, .accepted])
        #expect(
            try await movements().map(\.movement.key.lot?.rawValue).suffix(6) == [
                "L1", "L1", "L2", "L2", "L3", "L4",
            ]
        )
        try await order(.release, "L1")
        #expect(try await answers(desk, [item("L1")], count: 8).last == .accepted)
        await journal.close()
    }

    @Test func `a recall that names no bin is for every bin of the place, and one of another bin is not`()
        async throws
    {
        let gln = Token(rawValue: "7350000000001")
        let place = { (bin: String?) in StockLocation(gln: gln, bin: bin.flatMap(Token.init(rawValue:))) }
        try await order(.recall, "L1", at: place(nil))
        try await order(.recall, "L2", at: place("B"))
        try await order(.recall, "L3", at: place("A"))
        try await order(.recall, "L4")
        let desk = ScanDesk(
            settings: ScanSettings(source: source, location: place("A")),
            recorder: recorder,
            feedback: ear,
            today: { nil }
        )
        let signals = try await answers(
            desk,
            [.command(.issue), item("L1"), item("L2"), item("L3"), item("L4")]
        )
        #expect(signals == [.accepted, .expired, .accepted, .expired, .expired])
        await journal.close()
    }

    @Test func `a row of stored scans with something recalled in it says so`() async throws {
        try await order(.recall, "L2")
        let scans: [Scan] = [.command(.receive), item("L1"), item("L2"), item("L3")]
        #expect(try await answers(desk(), scans, isLate: true, count: 1) == [.expired])
        await journal.close()
    }

    @Test
    func
        `the scanner itself hears one pattern for goods that may be used and another for those that may not`()
        async throws
    {
        let poller = try Poller()
        let terminal = try PseudoTerminal()
        let scanner = try #require(terminal.descriptor)
        let input = ScannerInput(
            source: source,
            link: .serial(SerialDevice(path: terminal.path)),
            poller: poller,
            decoder: ScanDecoder(ScannerSettings(tagPatterns: [])),
            year: { 2026 }
        )
        try await order(.recall, "L3")
        let today = try #require(CalendarDay(year: 2026, month: 11, day: 21))
        let desk = desk(today: today, feedback: input.feedback)
        let work = Task { try await desk.run(input) }
        while !terminal.hasReader { _ = await poller.sleep(for: .milliseconds(5)) }
        var reader = ByteReader(scanner, poller: poller)
        // Until nothing more comes: the bells of one answer are written at once.
        func bells(_ text: String) async throws -> Int {
            _ = try await scanner.writeAll(Array((text + "\r").utf8), poller: poller)
            var count = try await reader.next(timeout: .seconds(20)) ?? 0
            while let more = try? await reader.next(timeout: .milliseconds(400)) { count += more }
            return count
        }
        #expect(try await bells("BK:RECEIVE") == 1)
        #expect(try await bells("]d2010735003540001017270331" + "10L1") == 1, "to be used until March 2027")
        #expect(try await bells("]d2010735003540001017261120" + "10L2") == 5, "until yesterday")
        #expect(try await bells("]d20107350035400010" + "10L3") == 5, "recalled")
        #expect(try await bells("]d20107350035400011" + "10L3") == 2, "a wrong check digit")
        work.cancel()
        _ = await work.result
        await journal.close()
    }

    @Test func `stored scans are all recorded, in order and marked, and their row gets one answer`()
        async throws
    {
        let today = try #require(CalendarDay(year: 2026, month: 11, day: 21))
        let old = try #require(CalendarDay(year: 2026, month: 11, day: 1))
        let lots = (0..<700).map { "L\($0)" }
        let scans = [.command(.receive)] + lots.map { item($0, expiry: old) }
        #expect(try await answers(desk(today: today), scans, isLate: true, count: 1) == [.accepted])
        let found = try await movements()
        #expect(found.map(\.movement.key.lot?.rawValue) == lots)
        #expect(found.allSatisfy { $0.event.source.rawValue == "scanner.late" })
        await journal.close()
    }

    @Test func `the answer to a row is the one that most needs to be heard`() async throws {
        let scans: [Scan] = [
            .command(.receive), item("L1", serial: "S"), item("L1", serial: "S"), .refused(.incomplete),
            item("L2"),
        ]
        #expect(try await answers(desk(), scans, isLate: true, count: 1) == [.refused])
        #expect(try await movements().count == 2)
        await journal.close()
    }

    @Test func `a scan of now follows stored ones in its own right`() async throws {
        let desk = desk()
        _ = try await answers(desk, [.command(.receive), item("L1")], isLate: true, count: 1)
        let signals = try await answers(desk, [item("L2")], count: 2)
        #expect(signals == [.accepted, .accepted])
        #expect(try await movements().map(\.event.source.rawValue) == ["scanner.late", "scanner"])
        await journal.close()
    }

    @Test func `a thousand stored scans over a serial line are in the journal within seconds`() async throws {
        let poller = try Poller()
        let terminal = try PseudoTerminal()
        let cradle = try #require(terminal.descriptor)
        let input = ScannerInput(
            source: source,
            link: .serial(SerialDevice(path: terminal.path)),
            poller: poller,
            decoder: ScanDecoder(ScannerSettings(tagPatterns: [])),
            late: true
        )
        let desk = desk()
        let work = Task { try await desk.run(input) }
        while !terminal.hasReader { _ = await poller.sleep(for: .milliseconds(5)) }
        let start = ContinuousClock.now
        let labels = (0..<1_000).map { "]d2010735003540001010L\($0)\r" }.joined()
        _ = try await cradle.writeAll(Array(("BK:RECEIVE\r" + labels).utf8), poller: poller)
        #expect(await ear.heard(1) == [.accepted])
        print("1,000 stored scans in \(ContinuousClock.now - start)")
        work.cancel()
        _ = await work.result
        #expect(try await movements().map(\.movement.key.lot?.rawValue) == (0..<1_000).map { "L\($0)" })
        #expect(input.counters.snapshot.faults == ["late": 1_001])
        await journal.close()
    }
}
