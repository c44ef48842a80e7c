import ArgumentParser
import LinuxIO
import Simulator

struct SimulateCommand: AsyncParsableCommand {
    enum Place: String, ExpressibleByArgument, CaseIterable { case ambulance, warehouse }

    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Make terminals and play devices into them: hardware for a laptop.",
        discussion: """
            Each device gets a link in the directory, to be named as 'device' in a node's configuration: 'gnss' for \
            the receiver, 'scanner' for the scanner, NAME for a replay; 'ublox' is for 'budkavle receiver'. What was played, and what the scanner was \
            answered, is recorded in generated.jsonl there. Devices wait for a reader and for the answer to each \
            scan, and go on where they were when the reader comes back.
            """
    )

    @Option(name: .long, help: "The folder for links and record; made when it is missing.")
    var directory = "simulated"

    @Option(name: .long, help: "Simulated seconds in one second, 0.1...1000.")
    var speed = 1.0

    @Flag(name: .long, help: "A receiver on the way from Södertälje by the E4 to Solna.")
    var gnss = false

    @Option(name: .long, help: "A scanner in use: ambulance or warehouse, for ever.")
    var shift: Place?

    @Option(name: .long, help: "A scanner that types a file: lines like '+2.5 scan BK:EMBARK'.")
    var script: String?

    @Option(name: .long, help: "NAME=FILE: a recorded receiver with its own rhythm. May be given again.")
    var replay: [String] = []

    @Option(name: .long, help: "A u-blox receiver to be set up: m8, m9, m10 or f9.")
    var ublox: UbloxModel?

    @Option(name: .long, help: "Another seed makes another day.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (0.1...1000).contains(speed) else { throw ValidationError("--speed is 0.1...1000.") }
        guard gnss || shift != nil || script != nil || ublox != nil || !replay.isEmpty else {
            throw ValidationError("Name at least one device: --gnss, --shift, --script, --ublox or --replay.")
        }
        guard shift == nil || script == nil else {
            throw ValidationError("--shift and --script are one scanner.")
        }
    }

    func run() async throws {
        let poller = try Poller()
        let signals = try SignalStream(poller: poller)
        let simulation = Simulation(devices: try devices(), speed: speed, directory: directory)
        let names = simulation.devices.map { simulation.path(of: $0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await simulation.run(poller: poller) { print("playing " + names.joined(separator: " ")) }
            }
            group.addTask { _ = await signals.next() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func devices() throws -> [any SimulatedDevice] {
        var devices: [any SimulatedDevice] = []
        if gnss, let route = Route.sodertaljeToSolna { devices.append(receiver(on: route)) }
        if let ublox { devices.append(UbloxDevice(model: ublox)) }
        if let shift, let place = ScanShift.Place(rawValue: shift.rawValue) {
            devices.append(ScannerDevice(shift: ScanShift(place, seed: seed)))
        }
        if let script {
            let text = try Self.text(script)
            do throws(ScanScript.Fault) {
                devices.append(ScannerDevice(script: try ScanScript(parsing: text)))
            } catch {
                throw ValidationError("\(script):\(error.line): expected '+SECONDS scan TEXT'.")
            }
        }
        for entry in replay {
            guard let split = entry.firstIndex(of: "="), split > entry.startIndex else {
                throw ValidationError("--replay takes NAME=FILE, not '\(entry)'.")
            }
            let path = String(entry[entry.index(after: split)...])
            do throws(Errno) {
                devices.append(try ReplayDevice(name: String(entry[..<split]), reading: path))
            } catch {
                throw ValidationError("\(path): \(error)")
            }
        }
        return devices
    }

    private static func text(_ path: String) throws -> String {
        do throws(Errno) {
            let descriptor = try FileDescriptor(opening: path, flags: 0)
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            let count = try descriptor.read(into: &buffer)
            return String(decoding: buffer[..<count], as: UTF8.self)
        } catch {
            throw ValidationError("\(path): \(error)")
        }
    }

    /// In real time its clock is right; a day that runs faster is another day.
    private func receiver(on route: Route) -> GNSSDevice {
        let since2026 = BootClock.unix() / 1_000 - 1_767_225_600
        guard speed == 1, since2026 > 0 else { return GNSSDevice(route: route, seed: seed) }
        return GNSSDevice(route: route, seed: seed, start: UInt64(since2026))
    }
}

extension UbloxModel: ExpressibleByArgument {}
