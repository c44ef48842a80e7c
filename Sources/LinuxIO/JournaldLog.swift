import Glibc
package import Logging

/// Writes one line a message to stderr, with the priority in front that journald takes from there: sd-daemon(3).
package struct JournaldLog: LogHandler {
    package var metadata = Logger.Metadata()
    package var logLevel: Logger.Level

    package init(level: Logger.Level = .info) { logLevel = level }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let line = Self.line(event.level, event.message.description)
        // One write, so that lines of several threads do not mix. Where stderr is gone there is nobody to tell.
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// A line break would begin a message of its own.
    static func line(_ level: Logger.Level, _ message: String) -> [UInt8] {
        let text = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return Array("<\(level.priority)>\(text)\n".utf8)
    }
}

extension Logger.Level {
    /// The priority of syslog(3).
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
