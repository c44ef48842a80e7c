import LinuxIO

/// Asks a running agent from the command line.
package enum ControlClient {
    private static let longestLine = 1 << 20

    /// The whole answer with its line ends, empty when there is nothing to tell; `nil` when nobody answers.
    package static func ask(_ request: ControlRequest, socket: String) async -> String? {
        // Every failure here means the same to the person: no agent answers.
        guard let poller = try? Poller(),
            var connection = try? UnixConnection.connect(
                to: socket,
                poller: poller,
                maximumLine: longestLine
            ),
            (try? await connection.write(Array((request.line + "\n").utf8))) == true
        else { return nil }
        var text = ""
        while let line = try? await connection.readLine(timeout: .seconds(600)) {
            text += String(decoding: line, as: UTF8.self) + "\n"
        }
        return text
    }
}
