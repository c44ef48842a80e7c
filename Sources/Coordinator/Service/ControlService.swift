import Exchange
import FieldModel
import Hummingbird
import LinuxIO
import ServiceLifecycle

/// Answers `budkavle-coordinator nodes` and `backup` over a local socket: one command a line, one JSON object a line back.
struct ControlService: Service {
    private let listener: UnixListener
    private let ledger: Ledger

    /// Binds the socket, so that commands can be sent from now on.
    init(path: String, ledger: Ledger) throws(Errno) {
        listener = try UnixListener(path: path, poller: try Poller())
        self.ledger = ledger
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingDiscardingTaskGroup { group in
                while let connection = try await listener.accept(maximumLine: 8192) {
                    group.addTask { await serve(connection) }
                }
            }
        }
    }

    private func serve(_ accepted: UnixConnection) async {
        var connection = accepted
        // Whoever is silent or hangs up is done; there is nobody to tell.
        while let line = try? await connection.readLine(timeout: .seconds(10)) {
            let answer: JSONValue
            if let command = ControlCommand(line: String(decoding: line, as: UTF8.self)) {
                answer = await command.perform(on: ledger)
            } else {
                answer = .object([("error", .string("not a command"))])
            }
            guard
                (try? await connection.write(Array((answer.text + "\n").utf8), timeout: .seconds(10))) == true
            else { return }
        }
    }
}
