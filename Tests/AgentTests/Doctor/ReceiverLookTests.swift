import Glibc
import LinuxIO
import Synchronization
import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(1))) struct ReceiverLookTests {
    /// Plays into a terminal what a receiver sends: whole at its own rate, noise at any other.
    private static func play(
        _ terminal: PseudoTerminal,
        at rate: Int32?,
        _ text: @escaping @Sendable (Int) -> [UInt8]
    ) -> Task<Void, Never> {
        Task {
            var tenths = 0
            while !Task.isCancelled, let descriptor = terminal.descriptor {
                tenths += 1
                var line = termios()
                tcgetattr(descriptor.rawValue, &line)
                let isRight = rate.map { cfgetospeed(&line) == speed_t($0) } ?? true
                _ = try? descriptor.write((isRight ? text(tenths) : text(tenths).map { $0 ^ 0x95 })[...])
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private static func look(
        _ terminal: PseudoTerminal,
        for time: Duration = .milliseconds(1_500)
    ) async throws -> ReceiverLook.Verdict {
        try await ReceiverLook(poller: try Poller(), time: time)
            .look(terminal.path, SerialSettings(baud: .b9600))
    }

    /// What a receiver says so many tenths of a second after noon.
    private static func sentence(_ tenths: Int) -> [UInt8] {
        let clock = "1200\(String(100 + tenths / 10 % 60).suffix(2)).\(tenths % 10)0"
        let body = "GPRMC,\(clock),A,5921.1000,N,01801.9000,E,10.0,90.0,010126,,,A"
        let sum = String(256 + Int(body.utf8.reduce(0, ^)), radix: 16, uppercase: true).suffix(2)
        return Array("$\(body)*\(sum)\r\n".utf8)
    }

    @Test func `a line without a word is silent`() async throws {
        #expect(try await Self.look(try PseudoTerminal()) == .silent)
    }

    @Test func `a receiver at the rate that is configured is understood`() async throws {
        let terminal = try PseudoTerminal()
        let player = Self.play(terminal, at: B9600, Self.sentence)
        defer { player.cancel() }
        guard case .speaks(let baud, let epochs, let sound, let damaged) = try await Self.look(terminal)
        else {
            Issue.record("not understood")
            return
        }
        #expect(baud == .b9600)
        #expect(epochs > 0 && sound >= 2 && damaged <= 1)
    }

    @Test(arguments: [(B38400, .b38400), (B4800, .b4800)] as [(Int32, SerialSettings.Baud)])
    func `the rate of a receiver at another one is found`(
        rate: Int32,
        expected: SerialSettings.Baud
    ) async throws {
        let terminal = try PseudoTerminal()
        let player = Self.play(terminal, at: rate, Self.sentence)
        defer { player.cancel() }
        guard case .speaks(let baud, _, _, _) = try await Self.look(terminal) else {
            Issue.record("not understood")
            return
        }
        #expect(baud == expected)
    }

    @Test func `one sentence a second is enough at any rate`() async throws {
        let terminal = try PseudoTerminal()
        let told = Mutex<UInt64>(0)
        let player = Self.play(terminal, at: B115200) { tenths in
            let second = BootClock.now() / 1_000
            return told.withLock { last in
                defer { last = second }
                return last == second ? [] : Self.sentence(tenths)
            }
        }
        defer { player.cancel() }
        guard case .speaks(let baud, _, _, _) = try await Self.look(terminal, for: .milliseconds(2_200))
        else {
            Issue.record("not understood")
            return
        }
        #expect(baud == .b115200)
    }

    @Test func `what is no receiver at any rate is garbled`() async throws {
        let terminal = try PseudoTerminal()
        let player = Self.play(terminal, at: nil) { _ in Array("Login: \r\n".utf8) }
        defer { player.cancel() }
        guard case .garbled(let bytes) = try await Self.look(terminal) else {
            Issue.record("understood")
            return
        }
        #expect(bytes > 0)
    }

    @Test func `a device that is none and one that goes away are refused, not fatal`() async throws {
        let look = ReceiverLook(poller: try Poller(), time: .seconds(5))
        await #expect(throws: Errno.notATerminal) { try await look.look("/dev/null", SerialSettings()) }
        let terminal = try PseudoTerminal()
        let task = Task { try await look.look(terminal.path, SerialSettings()) }
        try await Task.sleep(for: .milliseconds(200))
        terminal.hangUp()
        await #expect(throws: Errno.disconnected) { try await task.value }
    }

    @Test(
        arguments: [
            ("]d201073500350100041\r", true, true), ("0107350035\r\n", false, true),
            ("]d2010735003501000", true, false),
            ("\u{2}]C1123\r", true, true), ("\r", false, true), ("]", false, false),
        ] as [(String, Bool, Bool)]
    )
    func `the shape of a scan is seen, not its content`(text: String, symbology: Bool, suffix: Bool) {
        let scan = ScannerLook.Scan(Array(text.utf8))
        #expect(scan.hasSymbology == symbology)
        #expect(scan.hasSuffix == suffix)
    }
}
