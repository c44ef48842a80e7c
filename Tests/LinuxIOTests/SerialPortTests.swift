import Glibc
import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1))) struct SerialPortTests {
    @Test func `every byte value passes a raw line both ways`() async throws {
        let poller = try Poller()
        let terminal = try PseudoTerminal()
        let device = try #require(terminal.descriptor)
        let port = try SerialPort(opening: terminal.path)
        let all = (0...255).map { UInt8($0) }

        _ = try await device.writeAll(all, poller: poller)
        #expect(await poller.readable(port.descriptor, timeout: .seconds(60)) == .ready)
        var buffer = [UInt8](repeating: 0, count: 512)
        #expect(try port.read(into: &buffer) == 256)
        #expect(Array(buffer[..<256]) == all)

        #expect(try await port.write(all, poller: poller, timeout: .seconds(60)))
        #expect(await poller.readable(device, timeout: .seconds(60)) == .ready)
        #expect(try device.read(into: &buffer) == 256)
    }

    @Test(arguments: SerialSettings.Baud.allCases)
    func `the line gets its speed and framing`(baud: SerialSettings.Baud) throws {
        let terminal = try PseudoTerminal()
        let settings = SerialSettings(baud: baud, dataBits: .seven, parity: .odd, stopBits: .two)
        let port = try SerialPort(opening: terminal.path, settings: settings)
        var line = termios()
        try #require(tcgetattr(port.descriptor.rawValue, &line) == 0)
        #expect(cfgetispeed(&line) == cfgetospeed(&line))
        #expect(line.c_cflag & tcflag_t(CSTOPB | PARODD) == tcflag_t(CSTOPB | PARODD))
        #expect(line.c_lflag & tcflag_t(ECHO | ICANON | ISIG) == 0)
    }

    @Test func `a second program is kept out while a pty is open, and not after it`() throws {
        let terminal = try PseudoTerminal()
        var port: SerialPort? = try SerialPort(opening: terminal.path)
        #expect(port != nil)
        #expect(throws: Errno.busy) { try SerialPort(opening: terminal.path) }
        port = nil
        let again = try SerialPort(opening: terminal.path)
        // Root may open what is marked, so the mark itself is looked at: TIOCGEXCL of asm-generic/ioctls.h.
        var isMarked: Int32 = -1
        #expect(ioctl(again.descriptor.rawValue, 0x8004_5440, &isMarked) == 0)
        #expect(isMarked == 0)
    }

    @Test func `a file is refused as no terminal`() {
        #expect(throws: Errno.notATerminal) { try SerialPort(opening: "/dev/null") }
    }

    @Test func `a missing device says so`() {
        #expect(throws: Errno.notFound) { try SerialPort(opening: "/nonexistent/tty") }
    }

    @Test func `hanging up is seen by the reader and takes the stable name away`() async throws {
        let poller = try Poller()
        let link = "/tmp/budkavle-link-\(getpid())"
        let terminal = try PseudoTerminal(link: link)
        let port = try SerialPort(opening: link)
        #expect(terminal.hasReader)
        terminal.hangUp()
        #expect(await poller.readable(port.descriptor, timeout: .seconds(60)) == .ready)
        var buffer: [UInt8] = [0]
        #expect((try? port.read(into: &buffer)) ?? 0 == 0)
        #expect(throws: Errno.notFound) { try SerialPort(opening: link) }
    }

    @Test func `a reader that leaves and returns is noticed`() throws {
        let terminal = try PseudoTerminal()
        #expect(!terminal.hasReader)
        do {
            let port = try SerialPort(opening: terminal.path)
            #expect(terminal.hasReader)
            _ = port
        }
        #expect(!terminal.hasReader)
        let port = try SerialPort(opening: terminal.path)
        #expect(terminal.hasReader)
        _ = port
    }
}
