import Glibc
package import Logging

/// Writes log lines to stderr with the priority prefix that journald understands, see sd-daemon(3).
package struct JournaldLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let label: String

    package init(label: String, level: Logger.Level = .info) {
        self.label = label
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let priority =
            switch event.level {
            case .critical: 2
            case .error: 3
            case .warning: 4
            case .notice: 5
            case .info: 6
            case .debug, .trace: 7
            }
        // A line break would begin a message of its own.
        let text = event.message.description.map { $0.isNewline ? " " : String($0) }.joined()
        let line = "<\(priority)>\(label): \(text)\n"
        _ = line.utf8.withContiguousStorageIfAvailable { write(2, $0.baseAddress, $0.count) }
    }
}
