import Glibc
import Synchronization

/// The device's side of a serial line that exists only in the kernel.
package final class PseudoTerminal: Sendable {
    /// What a `SerialPort` opens, such as `/dev/pts/3`.
    package let path: String
    private let link: String?
    private let master: Mutex<FileDescriptor?>

    /// Makes a raw terminal.
    ///
    /// The link is a stable name that is made to point at `path`, replacing a link of an earlier run, never a file.
    package init(link: String? = nil) throws(Errno) {
        var device: Int32 = -1
        var line: Int32 = -1
        var name = [CChar](repeating: 0, count: 256)
        var settings = termios()
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CREAD | CLOCAL)
        try attempt { openpty(&device, &line, &name, &settings, nil) }
        close(line)
        let descriptor = FileDescriptor(owning: device)
        try attempt { fcntl(device, F_SETFD, FD_CLOEXEC) }
        try attempt { fcntl(device, F_SETFL, O_NONBLOCK) }
        let path = name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } } ?? ""
        if let link { try Self.point(link, at: path) }
        self.path = path
        self.link = link
        master = Mutex(descriptor)
    }

    deinit { hangUp() }

    /// The device's end; `nil` once hung up.
    package var descriptor: FileDescriptor? { master.withLock { $0 } }

    /// Whether somebody has the line open.
    package var hasReader: Bool {
        guard let descriptor else { return false }
        var query = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        return poll(&query, 1, 0) >= 0 && query.revents & Int16(POLLHUP) == 0
    }

    /// Bytes that the reader has not taken yet; `nil` where the line is held exclusively against this process.
    package var unread: Int? {
        let line = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard line >= 0 else { return nil }
        defer { close(line) }
        var count: Int32 = 0
        return ioctl(line, UInt(FIONREAD), &count) == 0 ? Int(count) : nil
    }

    /// The rate that the reader has set.
    package var baud: SerialSettings.Baud? {
        var line = termios()
        guard let descriptor, tcgetattr(descriptor.rawValue, &line) == 0 else { return nil }
        let speed = cfgetospeed(&line)
        return SerialSettings.Baud.allCases.first { $0.speed == speed }
    }

    /// Unplugs: the stable name goes, and the reader sees a hang-up as soon as nobody holds `descriptor` any more.
    package func hangUp() {
        let old = master.withLock { master in
            defer { master = nil }
            return master
        }
        guard old != nil, let link, Self.target(of: link) == path else { return }
        unlink(link)
    }

    private static func point(_ link: String, at path: String) throws(Errno) {
        if target(of: link) != nil { unlink(link) }
        try attempt { symlink(path, link) }
    }

    private static func target(of link: String) -> String? {
        var name = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &name, Int(PATH_MAX))
        return count < 0 ? nil : String(decoding: name[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
