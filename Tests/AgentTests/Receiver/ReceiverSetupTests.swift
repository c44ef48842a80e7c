import Codecs
import Glibc
import LinuxIO
import Simulator
import TestKit
import Testing

@testable import Agent

/// Against simulated receivers behind real terminals, each with its own baud rate and codec.
@Suite(.timeLimit(.minutes(3))) struct ReceiverSetupTests {
    private let poller: Poller
    private let folder: TemporaryFolder
    private var directory: String { folder.path }
    private var path: String { "\(directory)/ublox" }

    init() throws {
        poller = try Poller()
        folder = try TemporaryFolder()
    }

    private func plan(
        _ settings: [(String, UInt64)],
        layers: [UBXConfigMessage.Layer] = [.ram, .bbr]
    ) throws -> ReceiverPlan {
        let entries = try settings.map { name, bits in
            let item = try #require(UBXConfigItem.named(name))
            let setting = try #require(UBXSetting(key: item.key, bits: bits))
            return ReceiverPlan.Entry(name: ReceiverPlan.name(of: item.key), setting: setting)
        }
        return ReceiverPlan(layers: layers, entries: entries)
    }

    private static let automotive: [(String, UInt64)] = [
        ("CFG-NAVSPG-DYNMODEL", 4), ("CFG-MSGOUT-UBX_NAV_PVT_UART1", 1), ("CFG-MSGOUT-UBX_NAV_SAT_UART1", 5),
        ("CFG-MSGOUT-NMEA_ID_GSV_UART1", 0), ("CFG-RATE-MEAS", 500), ("CFG-SIGNAL-GPS_ENA", 1),
    ]

    /// Plays a receiver while `body` runs.
    private func with(
        _ model: UbloxModel,
        losing loss: UbloxDevice.Loss = .nothing,
        isUSB: Bool = false,
        _ body: () async throws -> Void
    ) async throws {
        let simulation = Simulation(
            devices: [UbloxDevice(model: model, losing: loss, isUSB: isUSB)],
            speed: 1,
            directory: directory
        )
        let poller = poller
        let task = Task { try await simulation.run(poller: poller) }
        while access(path, F_OK) != 0 { try #require(await poller.sleep(for: .milliseconds(5))) }
        defer { unlink("\(directory)/\(Simulation.recordName)") }
        do {
            try await body()
        } catch {
            task.cancel()
            _ = try? await task.value
            throw error
        }
        task.cancel()
        try await task.value
    }

    /// How many commands the receiver took that changed something.
    private func writes() throws -> Int {
        let file = try FileDescriptor(opening: "\(directory)/\(Simulation.recordName)", flags: O_RDONLY)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = try file.read(into: &piece), count > 0 { bytes += piece[..<count] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").count {
            $0.contains(#""kind":"write""#)
        }
    }

    private func open(_ rates: [SerialSettings.Baud] = []) async throws -> ReceiverSetup {
        try await ReceiverSetup(path: path, trying: rates, poller: poller)
    }

    @Test(arguments: [UbloxModel.m9, .m10, .f9, .m8])
    func `what differs is written once, and nothing the second time`(model: UbloxModel) async throws {
        try await with(model) {
            let plan = try plan(Self.automotive)
            let rate = try #require(
                SerialSettings.Baud(rawValue: model == .f9 || model == .m9 ? 38_400 : 9_600)
            )
            do {
                var setup = try await open([rate])
                #expect(setup.receiver.generation == (model == .m8 ? .eight : model == .m10 ? .ten : .nine))
                let before = try await setup.verify(plan)
                #expect(!before.isRight)
                #expect(before.layers[0].differences.count == 5)
                let report = try await setup.apply(plan)
                #expect(report.isRight && report.layers.allSatisfy(\.isWritten))
                #expect(report.layers[0].differences == before.layers[0].differences)
                #expect(try await setup.verify(plan).isRight)
            }
            let count = try writes()
            #expect(count > 0)
            var setup = try await open([rate])
            let again = try await setup.apply(plan)
            #expect(again.layers.filter(\.isReadable).allSatisfy { $0.differences.isEmpty && !$0.isWritten })
            // Generation 8 does not show what it has saved, so it saves again.
            #expect(try writes() == count + (model == .m8 ? 1 : 0))
        }
    }

    @Test func `a change without acknowledgement is refused`() async throws {
        try await with(.f9, losing: .answersToWrites) {
            var setup = try await open([.b38400])
            let plan = try plan([("CFG-NAVSPG-DYNMODEL", 4)])
            await #expect(
                throws: ReceiverFault.silent("UBX-CFG-VALSET (ram); nothing says that it was taken")
            ) {
                try await setup.apply(plan)
            }
        }
    }

    @Test func `generation 8 has to acknowledge as well`() async throws {
        try await with(.m8, losing: .acknowledgements) {
            var setup = try await open([.b9600])
            let plan = try plan([("CFG-NAVSPG-DYNMODEL", 4)], layers: [.ram])
            await #expect(throws: ReceiverFault.silent("UBX message 06-24 with navigation.dynamic_model")) {
                try await setup.apply(plan)
            }
        }
    }

    @Test func `a reply that is lost now and then is asked for again`() async throws {
        try await with(.m10, losing: .everyThird) {
            var setup = try await open([.b9600])
            let report = try await setup.apply(try plan(Self.automotive, layers: [.ram]))
            #expect(report.isRight)
        }
    }

    @Test func `what the receiver does not know is named, and left out where it may lack`() async throws {
        try await with(.m9) {
            var setup = try await open([.b38400])
            var plan = try plan(
                Self.automotive + [("CFG-SEC-JAMDET_SENSITIVITY_HI", 1), ("CFG-SFCORE-USE_SF", 1)]
            )
            await #expect(
                throws: ReceiverFault.unknown(["interference.sensitive", "dead_reckoning.sensors"])
            ) {
                try await setup.apply(plan)
            }
            #expect(try writes() == 0)
            plan.mayLack = Set(plan.entries.suffix(2).map(\.setting.key))
            let report = try await setup.apply(plan)
            #expect(report.lacking == ["interference.sensitive", "dead_reckoning.sensors"])
            #expect(report.isRight)
        }
    }

    /// The M8 has 250 ms at least and knows no such message; a value that its field cannot hold is not even sent.
    @Test func `a refusal of generation 8 is named`() async throws {
        try await with(.m8) {
            var setup = try await open([.b9600])
            let unknown = try plan(
                [("CFG-MSGOUT-UBX_MON_RF_UART1", 1), ("CFG-NAVSPG-PL_ENA", 1)],
                layers: [.ram]
            )
            await #expect(
                throws: ReceiverFault.unknown(["messages.uart1.UBX-MON-RF", "values.CFG-NAVSPG-PL_ENA"])
            ) {
                try await setup.apply(unknown)
            }
            let wide = try plan([("CFG-ITFM-BBTHRESHOLD", 200)], layers: [.ram])
            await #expect(throws: ReceiverFault.refused(["interference.broadband_db"])) {
                try await setup.apply(wide)
            }
        }
    }

    @Test func `a receiver at another rate is found`() async throws {
        try await with(.f9) {
            let setup = try await open([.b115200, .b9600])
            #expect(setup.baud == 38_400)
        }
    }

    @Test(arguments: [UbloxModel.f9, .m8])
    func `a new baud rate is set last and the receiver met again at it`(model: UbloxModel) async throws {
        try await with(model) {
            let plan = try plan([("CFG-UART1-BAUDRATE", 115_200), ("CFG-NAVSPG-DYNMODEL", 4)])
            do {
                var setup = try await open([model == .f9 ? .b38400 : .b9600])
                let report = try await setup.apply(plan)
                #expect(report.isRight && report.baud == 115_200)
            }
            var setup = try await open([.b115200])
            #expect(setup.baud == 115_200)
            #expect(try await setup.verify(plan).isRight)
        }
    }

    @Test func `the rate of another port than this one changes nothing here`() async throws {
        try await with(.f9, isUSB: true) {
            var setup = try await open([.b9600])
            let report = try await setup.apply(try plan([("CFG-UART1-BAUDRATE", 115_200)]))
            #expect(report.isRight)
            #expect(try await setup.verify(try plan([("CFG-UART1-BAUDRATE", 115_200)])).isRight)
        }
    }

    @Test(arguments: [UbloxModel.f9, .m10, .m8])
    func `what is dumped can be applied, and changes nothing`(model: UbloxModel) async throws {
        try await with(model) {
            var setup = try await open([model == .f9 ? .b38400 : .b9600])
            _ = try await setup.apply(try plan(Self.automotive, layers: [.ram]))
            let dump = try await setup.dump(.ram)
            #expect(dump.entries.count > 64)
            let file = "\(directory)/dump.toml"
            let text = dump.text(about: setup.receiver)
            #expect(text.contains("[navigation]\n") && text.contains("dynamic_model = \"automotive\"\n"))
            let output = try FileDescriptor(opening: file, flags: O_WRONLY | O_CREAT | O_TRUNC)
            #expect(try output.write(Array(text.utf8)[...]) == text.utf8.count)
            defer { unlink(file) }
            let count = try writes()
            let plan = try ReceiverPlan.load(path: file)
            #expect(plan.entries.count == dump.entries.count)
            let report = try await setup.apply(plan)
            #expect(report.isRight && report.layers.allSatisfy { $0.differences.isEmpty })
            #expect(try writes() == count)
        }
    }

    /// A change of more than 64 items is one transaction of several messages.
    @Test func `many changes become true together`() async throws {
        try await with(.f9) {
            var setup = try await open([.b38400])
            let dump = try await setup.dump(.ram)
            let changed = dump.entries.filter { $0.name.hasPrefix("messages.") }.compactMap { entry in
                UBXSetting(key: entry.setting.key, bits: 7).map {
                    ReceiverPlan.Entry(name: entry.name, setting: $0)
                }
            }
            #expect(changed.count > 64)
            let report = try await setup.apply(ReceiverPlan(layers: [.ram], entries: changed))
            #expect(report.isRight && report.layers[0].differences.count == changed.count)
            #expect(try writes() == (changed.count + 63) / 64)
        }
    }

    @Test(arguments: [
        ("automotive-m8", UbloxModel.m8), ("automotive-m9-m10", .m9), ("automotive-m9-m10", .m10),
        ("automotive-f9", .f9),
    ])
    func `the file for a receiver fits it`(name: String, model: UbloxModel) async throws {
        try await with(model) {
            let plan = try ReceiverPlan.load(path: ReceiverPlanTests.shipped(name))
            var setup = try await open([model == .f9 || model == .m9 ? .b38400 : .b9600])
            let report = try await setup.apply(plan)
            #expect(report.isRight)
            #expect(try await setup.verify(plan).isRight)
        }
    }

    @Test func `a file for another generation is refused`() async throws {
        try await with(.m8) {
            var setup = try await open([.b9600])
            var plan = try plan([("CFG-RATE-MEAS", 500)])
            plan.generations = [.nine, .ten]
            let receiver = setup.receiver
            await #expect(throws: ReceiverFault.wrongGeneration(receiver, expected: [.nine, .ten])) {
                try await setup.apply(plan)
            }
            await #expect(throws: ReceiverFault.layer(.bbr, receiver)) { try await setup.dump(.bbr) }
        }
    }

    @Test func `a device that another program reads is left alone`() async throws {
        try await with(.f9) {
            let path = path
            let held = try SerialPort(opening: path)
            await #expect(throws: ReceiverFault.busy(path: path)) { try await open() }
            withExtendedLifetime(held) {}
        }
    }

    @Test func `a line on which nobody answers is no receiver`() async throws {
        let terminal = try PseudoTerminal()
        let rates: [UInt32] = [38_400, 9_600, 115_200, 460_800, 230_400, 57_600, 921_600, 19_200, 4_800]
        await #expect(throws: ReceiverFault.noReceiver(path: terminal.path, rates: rates)) {
            try await ReceiverSetup(path: terminal.path, trying: [], poller: poller)
        }
    }
}
