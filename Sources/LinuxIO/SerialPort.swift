import Glibc

/// One tty or pty, raw and exclusive.
package struct SerialPort: Sendable {
    package let descriptor: FileDescriptor

    /// Opens the device and sets its line up. It never becomes the controlling terminal.
    ///
    /// - Throws: `.notATerminal` for anything that is no tty; `.busy` when another program has it open; what open(2) says otherwise.
    package init(opening path: String, settings: SerialSettings = SerialSettings()) throws(Errno) {
        let descriptor = try FileDescriptor(opening: path, flags: O_RDWR | O_NOCTTY | O_NONBLOCK)
        let raw = descriptor.rawValue
        guard isatty(raw) == 1 else { throw .notATerminal }
        // TIOCEXCL keeps other programs out, but not those of root.
        guard flock(raw, LOCK_EX | LOCK_NB) == 0 else { throw .busy }
        // A pty keeps that mark when it is closed, for as long as its other end is open, and would shut us out for good.
        if try !Self.isPseudoTerminal(raw) { try attempt { ioctl(raw, UInt(TIOCEXCL)) } }
        self.descriptor = descriptor
        try apply(settings)
    }

    /// Source: the kernel's Documentation/admin-guide/devices.txt, majors 136 to 143.
    private static func isPseudoTerminal(_ descriptor: Int32) throws(Errno) -> Bool {
        var status = stat()
        try attempt { fstat(descriptor, &status) }
        return (136...143).contains(status.st_rdev >> 8 & 0xFFF)
    }

    /// Sets the line up anew, keeping it open.
    package func apply(_ settings: SerialSettings) throws(Errno) {
        let raw = descriptor.rawValue
        var line = termios()
        try attempt { tcgetattr(raw, &line) }
        settings.apply(to: &line)
        try attempt { tcsetattr(raw, TCSANOW, &line) }
    }

    /// Reads what has arrived, at most the buffer's count; 0 means unplugged.
    package func read(into buffer: inout [UInt8]) throws(Errno) -> Int { try descriptor.read(into: &buffer) }

    /// Writes everything, waiting for the line; false when the task was cancelled.
    package func write(_ bytes: [UInt8], poller: Poller, timeout: Duration?) async throws(StreamError) -> Bool
    {
        try await descriptor.writeAll(bytes, poller: poller, timeout: timeout)
    }
}

extension SerialSettings {
    /// Sets a raw line: no echo, no signals, no translation, every byte as it came.
    func apply(to line: inout termios) {
        cfmakeraw(&line)
        line.c_iflag &= ~tcflag_t(IXON | IXOFF | IXANY)
        line.c_iflag |= tcflag_t(parity == .none ? 0 : INPCK)
        line.c_cflag &= ~(tcflag_t(CSIZE | PARENB | PARODD | CSTOPB) | Self.hardwareFlow)
        line.c_cflag |= tcflag_t(CREAD | CLOCAL)
        line.c_cflag |= tcflag_t(dataBits == .seven ? CS7 : CS8)
        line.c_cflag |= tcflag_t(parity == .none ? 0 : PARENB)
        line.c_cflag |= tcflag_t(parity == .odd ? PARODD : 0)
        line.c_cflag |= tcflag_t(stopBits == .two ? CSTOPB : 0)
        line.c_cflag |= hasHardwareFlowControl ? Self.hardwareFlow : 0
        cfsetspeed(&line, baud.speed)
    }

    /// `CRTSCTS` of termios(3), a macro that Swift does not see.
    private static let hardwareFlow: tcflag_t = 0o20_000_000_000
}

extension SerialSettings.Baud {
    /// As termios(3) writes it.
    var speed: speed_t {
        switch self {
        case .b1200: speed_t(B1200)
        case .b2400: speed_t(B2400)
        case .b4800: speed_t(B4800)
        case .b9600: speed_t(B9600)
        case .b19200: speed_t(B19200)
        case .b38400: speed_t(B38400)
        case .b57600: speed_t(B57600)
        case .b115200: speed_t(B115200)
        case .b230400: speed_t(B230400)
        case .b460800: speed_t(B460800)
        case .b921600: speed_t(B921600)
        }
    }
}
