import Agent
import ArgumentParser
import Codecs
import ConfigFiles
import FieldModel
import LinuxIO

/// Sets up a u-blox receiver from a readable file. The agent must not read the device meanwhile.
struct ReceiverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receiver",
        abstract: "Set up a u-blox receiver from a file of firmware-config/ublox, or show how it is set up.",
        discussion: """
            The baud rate is found by listening and asking. The exit status is 0 when the receiver is as the file says, 1 when \
            it is not, or is not there, or refused; 78 for a file with faults.
            """,
        subcommands: [Apply.self, Verify.self, Dump.self]
    )

    struct Device: ParsableArguments {
        @Option(name: .long, help: "The receiver's serial device.")
        var device: String

        @Option(name: .long, help: "Try this rate first.")
        var baud: SerialSettings.Baud?

        @Flag(name: .long, help: "One JSON document instead of text.")
        var json = false

        /// The receiver, found; ends the program when there is none.
        func setup(trying rates: [SerialSettings.Baud] = []) async throws -> ReceiverSetup {
            let poller = try Poller()
            do throws(ReceiverFault) {
                return try await ReceiverSetup(
                    path: device,
                    trying: [baud].compactMap { $0 } + rates,
                    poller: poller
                )
            } catch {
                try end(error)
            }
        }

        func end(_ fault: ReceiverFault) throws -> Never {
            if json {
                print(JSONValue.object([("ok", .bool(false)), ("error", .string(fault.description))]).text)
            }
            try Failure.end(fault, code: 1)
        }
    }

    struct Plan: ParsableArguments {
        @Option(name: .long, help: "What the receiver is to be like.", completion: .file())
        var file: String

        @Option(name: .long, help: "ram, bbr or flash, instead of those of the file. May be given again.")
        var layer: [String] = []

        func validate() throws {
            for name in layer where UBXConfigMessage.Layer(writable: name) == nil {
                throw ValidationError("--layer is ram, bbr or flash, not '\(name)'.")
            }
        }

        func load() throws -> ReceiverPlan {
            do throws(ConfigFaults) {
                var plan = try ReceiverPlan.load(path: file)
                if !layer.isEmpty { plan.layers = layer.compactMap(UBXConfigMessage.Layer.init(writable:)) }
                return plan
            } catch {
                try Failure.end(error, code: 78)
            }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write what differs, and prove that the receiver keeps it."
        )
        @OptionGroup var device: Device
        @OptionGroup var plan: Plan

        func run() async throws {
            let plan = try plan.load()
            var setup = try await device.setup(trying: plan.rates)
            do throws(ReceiverFault) {
                ReceiverCommand.show(try await setup.apply(plan), isJSON: device.json)
            } catch {
                try device.end(error)
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what differs, and write nothing.")
        @OptionGroup var device: Device
        @OptionGroup var plan: Plan

        func run() async throws {
            let plan = try plan.load()
            var setup = try await device.setup(trying: plan.rates)
            var isRight = false
            do throws(ReceiverFault) {
                let report = try await setup.verify(plan)
                ReceiverCommand.show(report, isJSON: device.json)
                isRight = report.isRight
            } catch {
                try device.end(error)
            }
            guard isRight else { throw ExitCode(1) }
        }
    }

    struct Dump: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print all settings as a file that apply accepts."
        )
        @OptionGroup var device: Device

        @Option(name: .long, help: "ram, bbr, flash or default.")
        var layer = "ram"

        private var parsedLayer: UBXConfigMessage.Layer? {
            layer == "default" ? .factory : UBXConfigMessage.Layer(writable: layer)
        }

        func validate() throws {
            guard parsedLayer != nil else {
                throw ValidationError("--layer is ram, bbr, flash or default, not '\(layer)'.")
            }
        }

        func run() async throws {
            var setup = try await device.setup()
            do throws(ReceiverFault) {
                let plan = try await setup.dump(parsedLayer ?? .ram)
                print(device.json ? plan.json.text + "\n" : plan.text(about: setup.receiver), terminator: "")
            } catch {
                try device.end(error)
            }
        }
    }

    private static func show(_ report: ReceiverReport, isJSON: Bool) {
        print(isJSON ? report.json.text + "\n" : report.text, terminator: "")
    }
}

extension SerialSettings.Baud: ExpressibleByArgument {
    package init?(argument: String) {
        guard let rate = UInt32(argument) else { return nil }
        self.init(rawValue: rate)
    }

    package static var allValueStrings: [String] { allCases.map { "\($0.rawValue)" } }
}
