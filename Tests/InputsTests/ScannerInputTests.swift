import Codecs
import FieldModel
import Glibc
import Inputs
import LinuxIO
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ScannerInputTests {
    private let poller: Poller
    private let terminal: PseudoTerminal
    private let device: FileDescriptor
    private let source: SourceID

    init() throws {
        poller = try Poller()
        terminal = try PseudoTerminal()
        device = try #require(terminal.descriptor)
        source = try #require(SourceID(rawValue: "scanner"))
    }

    private func input(late: Bool? = false) -> ScannerInput {
        ScannerInput(
            source: source,
            link: .serial(SerialDevice(path: terminal.path)),
            poller: poller,
            decoder: ScanDecoder(
                reader: ScanReader(currentYear: 2026),
                patterns: [TagPattern("PAT-######")].compactMap { $0 }
            ),
            late: late
        )
    }

    @Test func `scans come in order with their meaning`() async throws {
        var input = input()
        let typed = "BK:EMBARK\rPAT-000123\r]d201073500354000101727033110B12A\u{1D}21SN1\r8112189876\r"
        _ = try await device.writeAll(Array(typed.utf8), poller: poller)
        #expect(await input.next()?.value == .scan(.command(.patient(.embark))))
        #expect(await input.next()?.value == .scan(.tag(try #require(Token(rawValue: "PAT-000123")))))
        guard case .scan(.item(let label)) = await input.next()?.value else {
            Issue.record("no item")
            return
        }
        #expect(label.lot?.rawValue == "B12A")
        #expect(await input.next()?.value == .scan(.refused(.personalNumber)))
        #expect(input.counters.snapshot.faults == ["personal_number": 1])
    }

    @Test func `a scanner that is let go of can be opened by another, though its feedback is still held`()
        async throws
    {
        var input = input()
        let feedback = input.feedback
        let counters = input.counters
        let scans = Task { await input.next() }
        while counters.snapshot.state != .open { await Task.yield() }
        scans.cancel()
        #expect(await scans.value == nil)
        #expect(throws: Never.self) { try SerialPort(opening: terminal.path) }
        await feedback.signal(.accepted)
        #expect(counters.snapshot.faults == ["feedback": 1])
    }

    @Test func `a bouncing trigger is one scan`() async throws {
        var input = input()
        _ = try await device.writeAll(Array("BK:T1\rBK:T1\rBK:T1\rBK:T2\rBK:T1\r".utf8), poller: poller)
        #expect(await input.next()?.value == .scan(.command(.triage(.immediate))))
        #expect(await input.next()?.value == .scan(.command(.triage(.delayed))))
        #expect(await input.next()?.value == .scan(.command(.triage(.immediate))))
        #expect(input.counters.snapshot.faults["bounce"] == 2)
    }

    @Test func `scans end with CR, LF, TAB or ETX, and framing is taken away`() async throws {
        var input = input()
        let typed = "\u{2}BK:T1\u{3}BK:T2\tBK:T3\r\nBK:T4\n"
        _ = try await device.writeAll(Array(typed.utf8), poller: poller)
        for triage in [Triage.immediate, .delayed, .minimal, .expectant] {
            #expect(await input.next()?.value == .scan(.command(.triage(triage))))
        }
    }

    @Test func `glued scans come one after the other, and a lost separator is counted`() async throws {
        var input = input()
        let typed = "]d2010735003540001010L1]C100373500354000000011\r]d2010735003540001010ABC21SER12345\r"
        _ = try await device.writeAll(Array(typed.utf8), poller: poller)
        guard case .scan(.item) = await input.next()?.value else {
            Issue.record("no item")
            return
        }
        let unit = try #require(Token(rawValue: "373500354000000011"))
        #expect(await input.next()?.value == .scan(.logisticUnit(unit)))
        guard case .scan(.item(let label)) = await input.next()?.value else {
            Issue.record("no item")
            return
        }
        #expect(label.isSuspicious)
        #expect(input.counters.snapshot.faults == ["possible_missing_separator": 1])
    }

    @Test func `two-digit years are read around the year of the scan`() async throws {
        var input = ScannerInput(
            source: source,
            link: .serial(SerialDevice(path: terminal.path)),
            poller: poller,
            decoder: ScanDecoder(reader: ScanReader(currentYear: 2026)),
            year: { 2051 }
        )
        _ = try await device.writeAll(Array("]d2010735003540001017010131\r".utf8), poller: poller)
        guard case .scan(.item(let label)) = await input.next()?.value else {
            Issue.record("no item")
            return
        }
        #expect(label.expiry == CalendarDay(year: 2101, month: 1, day: 31))
    }

    @Test func `the scanner beeps once or twice`() async throws {
        var input = input()
        _ = try await device.writeAll(Array("BK:DONE\r".utf8), poller: poller)
        _ = await input.next()
        await input.feedback.signal(.accepted)
        await input.feedback.signal(.refused)
        #expect(await poller.readable(device, timeout: .seconds(60)) == .ready)
        var heard = [UInt8](repeating: 0, count: 16)
        #expect(try device.read(into: &heard) == 3)
    }

    @Test func `a stored row at full speed is late from its fourth scan on`() async throws {
        var input = input(late: nil)
        let rows = (0..<8).map { "BK:QTY:\($0 % 7 + 1)\r" }.joined()
        _ = try await device.writeAll(Array(rows.utf8), poller: poller)
        var sources: [String] = []
        for _ in 0..<8 { sources.append(try #require(await input.next()).source.rawValue) }
        #expect(sources == ["scanner", "scanner", "scanner"] + [String](repeating: "scanner.late", count: 5))
        #expect(input.counters.snapshot.faults == ["late": 5])
    }

    @Test func `a scanner that waits for each answer is never late`() async throws {
        var input = input(late: nil)
        for quantity in 1...20 {
            _ = try await device.writeAll(Array("BK:QTY:\(quantity)\r".utf8), poller: poller)
            #expect(await input.next()?.source.rawValue == "scanner")
            await input.feedback.signal(.accepted)
        }
    }

    @Test func `a scanner that always delivers late repeats nothing away`() async throws {
        var input = ScannerInput(
            source: source,
            link: .serial(SerialDevice(path: terminal.path)),
            poller: poller,
            decoder: ScanDecoder(reader: ScanReader(currentYear: 2026)),
            late: true
        )
        _ = try await device.writeAll(Array("BK:T1\rBK:T1\rBK:T1\r".utf8), poller: poller)
        for _ in 0..<3 { #expect(await input.next()?.source.rawValue == "scanner.late") }
        #expect(input.counters.snapshot.faults == ["late": 3])
    }

    @Test func `every sink hears of a scan, lights before the scanner's own beep`() async throws {
        final class Lamp: FeedbackSink {
            let seen = Mutex<[ScanSignal]>([])
            func signal(_ signal: ScanSignal) async { seen.withLock { $0.append(signal) } }
        }
        let lamp = Lamp()
        var input = ScannerInput(
            source: source,
            link: .serial(SerialDevice(path: terminal.path)),
            poller: poller,
            decoder: ScanDecoder(reader: ScanReader(currentYear: 2026)),
            codes: .init(accepted: [1], duplicate: [2], expired: [3], refused: [4]),
            sinks: [lamp]
        )
        _ = try await device.writeAll(Array("BK:DONE\r".utf8), poller: poller)
        _ = await input.next()
        for signal in ScanSignal.allCases { await input.feedback.signal(signal) }
        #expect(lamp.seen.withLock { $0 } == ScanSignal.allCases)
        #expect(await poller.readable(device, timeout: .seconds(60)) == .ready)
        var heard = [UInt8](repeating: 0, count: 16)
        #expect(try device.read(into: &heard) == 4)
        #expect(heard.prefix(4) == [1, 2, 3, 4])
    }

    @Test
    func `a scanner whose folder came and went with it is opened when it is back, however long it was away`()
        async throws
    {
        let place = try TemporaryFolder()
        let root = place.path
        let (folder, link) = ("\(root)/serial/by-id", "\(root)/serial/by-id/scanner")
        var input = ScannerInput(
            source: source,
            link: .serial(SerialDevice(path: link)),
            poller: poller,
            decoder: ScanDecoder(reader: ScanReader(currentYear: 2026))
        )
        let counters = input.counters
        let scans = Task {
            var found: [Observation.Value] = []
            while found.count < 2, let observation = await input.next() { found.append(observation.value) }
            return found
        }
        for (turn, word) in ["BK:T1", "BK:T2"].enumerated() {
            // From the fifth look on, the next without a reason is four seconds and more away.
            while counters.snapshot.faults.values.reduce(0, +) < (turn + 1) * 5 {
                _ = await poller.sleep(for: .milliseconds(20))
            }
            let terminal = try PseudoTerminal()
            let line = try #require(terminal.descriptor)
            for path in ["\(root)/serial", folder] { #expect(mkdir(path, 0o700) == 0) }
            #expect(symlink(terminal.path, link) == 0)
            let plugged = ContinuousClock.now
            while counters.snapshot.state != .open { _ = await poller.sleep(for: .milliseconds(5)) }
            #expect(ContinuousClock.now - plugged < .milliseconds(3500))
            _ = try await line.writeAll(Array("\(word)\r".utf8), poller: poller)
            while counters.snapshot.observations < turn + 1 { _ = await poller.sleep(for: .milliseconds(5)) }
            withExtendedLifetime(terminal) {}
            #expect(unlink(link) == 0)
            for path in [folder, "\(root)/serial"] { #expect(rmdir(path) == 0) }
        }
        #expect(
            await scans.value == [.scan(.command(.triage(.immediate))), .scan(.command(.triage(.delayed)))]
        )
    }

    @Test func `a beep without a scanner is counted and no more`() async {
        let input = input()
        await input.feedback.signal(.accepted)
        #expect(input.counters.snapshot.faults["feedback"] == 1)
    }
}
