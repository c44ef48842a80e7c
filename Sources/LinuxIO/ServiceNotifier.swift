import CLinux
import Glibc

/// Tells the service manager how the daemon is doing. Without a manager it says nothing.
///
/// Source: sd_notify(3), "Notes": datagrams of `KEY=value` lines to the socket in `$NOTIFY_SOCKET`.
package struct ServiceNotifier: Sendable {
    /// How often the manager wants to hear `watchdog()`; `nil` when it does not watch this process.
    package let watchdogInterval: Duration?
    private let socket: FileDescriptor?

    /// - Parameters:
    ///   - path: a path, or `@name` in the abstract space; another family of address is not spoken.
    ///   - watchdogMicroseconds: `$WATCHDOG_USEC`.
    package init(path: String?, watchdogMicroseconds: UInt64? = nil) {
        socket = path.flatMap { Self.connect($0) }
        watchdogInterval = watchdogMicroseconds.flatMap { 0 < $0 ? .microseconds(Int64(clamping: $0)) : nil }
    }

    /// Reads `$NOTIFY_SOCKET`, `$WATCHDOG_USEC` and `$WATCHDOG_PID`.
    package static func fromEnvironment() -> ServiceNotifier {
        let isOurs = variable("WATCHDOG_PID").map { Int32($0) == getpid() } ?? true
        return ServiceNotifier(
            path: variable("NOTIFY_SOCKET"),
            watchdogMicroseconds: isOurs ? variable("WATCHDOG_USEC").flatMap { UInt64($0) } : nil
        )
    }

    package func ready() { send("READY=1") }
    package func stopping() { send("STOPPING=1") }
    package func watchdog() { send("WATCHDOG=1") }

    /// Says that a reload has begun; `ready()` ends it.
    package func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        send("RELOADING=1\nMONOTONIC_USEC=\(Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)")
    }

    /// Shows one line in `systemctl status`.
    package func status(_ text: String) {
        send("STATUS=" + String(text.map { $0.isNewline ? " " : $0 }))
    }

    /// A manager that does not listen is no reason to stop working, so errors are not reported.
    private func send(_ message: String) {
        guard let socket else { return }
        _ = try? socket.write(Array(message.utf8)[...])
    }

    private static func connect(_ path: String) -> FileDescriptor? {
        guard path.hasPrefix("/") || path.hasPrefix("@"),
            let address = try? SocketAddress(path: path),
            let socket = try? SocketAddress.makeSocket(SOCK_DGRAM),
            (try? address.connect(socket)) != nil
        else { return nil }
        return socket
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
