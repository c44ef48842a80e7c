import Agent
import ArgumentParser
import ConfigFiles

/// The node that a command is about.
enum Node {
    static func config(_ path: String) throws -> AgentConfig {
        do throws(ConfigFaults) {
            return try AgentConfig.load(path: path)
        } catch {
            try Failure.end(error, code: 78)
        }
    }

    /// What the running agent answers; `nil` when none does.
    ///
    /// An agent keeps what it read while the file on the disk has faults, so they keep nobody from asking it.
    static func ask(_ request: ControlRequest, _ path: String) async throws -> String? {
        do throws(ConfigFaults) {
            return await ControlClient.ask(request, socket: try AgentConfig.load(path: path).socket)
        } catch {
            guard let socket = AgentConfig.socket(path: path),
                let answer = await ControlClient.ask(request, socket: socket)
            else { try Failure.end(error, code: 78) }
            Standard.error(
                "\(path) has faults that 'budkavle check' names; the agent on \(socket) works without it"
            )
            return answer
        }
    }

    /// Prints what the running agent answers; ends the program when none does.
    static func show(_ request: ControlRequest, _ path: String) async throws {
        guard let answer = try await ask(request, path) else {
            try Failure.end("no agent answers on \(try config(path).socket): is it running?", code: 1)
        }
        try show(answer)
    }

    /// Prints an answer; what the agent could not do ends the program with 1.
    static func show(_ answer: String) throws {
        print(answer, terminator: "")
        if answer.hasPrefix(#"{"error":"#) { throw ExitCode(1) }
    }
}
