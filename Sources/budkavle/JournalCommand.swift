import Agent
import ArgumentParser
import FieldModel

struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Look into the journal, or declare what it lost; the running agent does it, if one runs.",
        subcommands: [Stat.self, List.self, Verify.self, Declare.self]
    )

    struct Declare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what is, where events were lost that told it.",
            subcommands: [Onboard.self, Stock.self]
        )
    }

    struct Onboard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How many are on board now, whatever was known before, here and at the coordinator."
        )
        @OptionGroup var options: ConfigOption

        @Flag(help: "Nobody is on board.")
        var empty = false

        @Option(help: "So many are on board, with or without a tag, 0...1000.")
        var total: UInt32?

        func validate() throws {
            guard empty != (total != nil) else {
                throw ValidationError("Say either --empty or --total.")
            }
            guard total ?? 0 <= ControlRequest.mostOnboard else {
                throw ValidationError("--total is 0...\(ControlRequest.mostOnboard).")
            }
        }

        func run() async throws {
            let text = try await answer(.declareOnboard(total: total ?? 0), options.config)
            guard text.hasPrefix(#"{"ok":true"#) else { throw ExitCode(1) }
        }
    }

    struct Stock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Where balances are unknown: go on with those that the coordinator has.",
            discussion: """
                The running agent takes them by itself where every movement reached the coordinator. Say it only where \
                'budkavle status' tells that it lacks some, or that nobody knows; count afterwards.
                """
        )
        @OptionGroup var options: ConfigOption

        @Flag(help: "The coordinator's balances count, whatever never reached it.")
        var asCoordinator = false

        func validate() throws {
            guard asCoordinator else { throw ValidationError("Say --as-coordinator.") }
        }

        func run() async throws {
            let text = try await answer(.acceptStock, options.config)
            guard text.hasPrefix(#"{"ok":true"#) else { throw ExitCode(1) }
        }
    }

    struct Stat: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How far each stream reaches and what is unsent."
        )
        @OptionGroup var options: ConfigOption

        func run() async throws { _ = try await answer(.journalStat, options.config) }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read and authenticate every row.")
        @OptionGroup var options: ConfigOption

        func run() async throws {
            let text = try await answer(.journalVerify, options.config)
            guard text.hasPrefix(#"{"ok":true"#) else { throw ExitCode(1) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Events of one stream, one JSON object a line."
        )
        @OptionGroup var options: ConfigOption

        @Argument(help: "alarm, patients, stock, track, climate or node")
        var stream: String

        @Option(name: .long, help: "The first offset.")
        var from: UInt64 = 0

        @Option(name: .long, help: "At most so many events, 1...1000.")
        var limit = 100

        @Option(name: .long, help: "An epoch as journal stat shows it; without it, the newest.")
        var epoch: String?

        func validate() throws {
            guard FieldModel.Stream(name: stream) != nil else {
                throw ValidationError("There is no stream '\(stream)'.")
            }
            guard (1...ControlRequest.longestList).contains(limit) else {
                throw ValidationError("--limit is 1...\(ControlRequest.longestList).")
            }
            guard epoch == nil || parsedEpoch != nil else {
                throw ValidationError("An epoch looks like 1-0a1b2c3d.")
            }
        }

        private var parsedEpoch: Epoch? { epoch.flatMap { Epoch(description: $0) } }

        func run() async throws {
            guard let stream = FieldModel.Stream(name: stream) else { return }
            let request = ControlRequest.journalList(
                stream: stream,
                epoch: parsedEpoch,
                first: from,
                limit: limit
            )
            _ = try await answer(request, options.config)
        }
    }

    /// Asks the agent, or opens the journal exclusively when none runs, and prints the answer.
    private static func answer(_ request: ControlRequest, _ path: String) async throws -> String {
        if let answer = try await Node.ask(request, path) {
            try Node.show(answer)
            return answer
        }
        let config = try Node.config(path)
        do throws(AgentError) {
            let text = try await JournalInspector.answer(request, config: config)
            print(text)
            return text
        } catch {
            try Failure.end(error, code: error.exitCode)
        }
    }
}
