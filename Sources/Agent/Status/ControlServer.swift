import FieldModel
import LinuxIO
import Logging

/// Answers the command line over the agent's Unix socket, one request a connection.
struct ControlServer: Sendable {
    private static let connections = 8
    private static let patience = Duration.seconds(5)

    let listener: UnixListener
    let answer: @Sendable (ControlRequest) async -> String
    let log: Logger

    /// Serves until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            let slots = Slots(Self.connections)
            while !Task.isCancelled {
                guard await slots.take() else { return }
                do throws(StreamError) {
                    guard let connection = try await listener.accept() else { return }
                    group.addTask {
                        await serve(connection)
                        await slots.give()
                    }
                } catch {
                    await slots.give()
                    log.error("control socket: \(error)")
                    // Out of descriptors, most likely: let others finish first.
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        }
    }

    private func serve(_ connection: UnixConnection) async {
        var connection = connection
        // A client that goes away or says nothing costs nothing further.
        guard let bytes = try? await connection.readLine(timeout: Self.patience) else { return }
        let line = String(decoding: bytes, as: UTF8.self)
        let text: String
        if let request = ControlRequest(line: line) {
            text = await answer(request)
        } else {
            text = JSONValue.object([("error", .string("unknown request"))]).text
        }
        _ = try? await connection.write(Array((text + "\n").utf8), timeout: Self.patience)
    }
}

/// How many connections may be open at once.
private actor Slots {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ free: Int) { self.free = free }

    /// Returns false when the task was cancelled meanwhile.
    func take() async -> Bool {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
        return !Task.isCancelled
    }

    func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
