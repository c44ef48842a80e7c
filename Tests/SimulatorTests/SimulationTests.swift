import Glibc
import LinuxIO
import Simulator
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct SimulationTests {
    private let poller: Poller
    private let folder: TemporaryFolder
    private var directory: String { folder.path }

    init() throws {
        poller = try Poller()
        folder = try TemporaryFolder()
    }

    private func open(_ name: String) async throws -> LineReader {
        while access("\(directory)/\(name)", F_OK) != 0 {
            try #require(await poller.sleep(for: .milliseconds(5)))
        }
        let port = try SerialPort(opening: "\(directory)/\(name)")
        return LineReader(port.descriptor, poller: poller)
    }

    private func record() async throws -> [String] {
        let file = try FileDescriptor(opening: "\(directory)/\(Simulation.recordName)", flags: O_RDONLY)
        var reader = LineReader(file, poller: poller, terminators: [0x0A])
        var lines: [String] = []
        while let line = try? await reader.next() {
            lines.append(String(decoding: line.bytes, as: UTF8.self))
        }
        return lines
    }

    private func start(_ devices: [any SimulatedDevice], speed: Double) -> Task<Void, any Error> {
        let simulation = Simulation(devices: devices, speed: speed, directory: directory)
        return Task { [poller] in try await simulation.run(poller: poller) }
    }

    @Test func `a receiver sends both sentences of each second`() async throws {
        let route = try #require(Route.sodertaljeToSolna)
        let task = start([GNSSDevice(route: route)], speed: 50)
        var reader = try await open("gnss")
        for _ in 0..<10 {
            let rmc = try #require(try await reader.next(timeout: .seconds(60)))
            let gga = try #require(try await reader.next(timeout: .seconds(60)))
            #expect(rmc.bytes.starts(with: "$GNRMC,08".utf8))
            #expect(gga.bytes.starts(with: "$GNGGA,08".utf8))
        }
        task.cancel()
        try await task.value
        let last = try #require(try await record().last)
        #expect(last.contains("\"kind\":\"end\"") && last.contains("\"dropped_sentences\":0"))
    }

    @Test func `the drive goes on where it was when the reader returns`() async throws {
        let route = try #require(Route.sodertaljeToSolna)
        let task = start([GNSSDevice(route: route)], speed: 50)
        var times: [String] = []
        for _ in 0..<2 {
            var reader = try await open("gnss")
            let line = try #require(try await reader.next(timeout: .seconds(60)))
            times.append(String(decoding: line.bytes.dropFirst(7).prefix(6), as: UTF8.self))
        }
        #expect(times[0] == "080001")
        #expect(times[1] > times[0] && times[1] < "080100")
        task.cancel()
        try await task.value
    }

    @Test func `a scan is typed again when the reader left before it answered`() async throws {
        let script = ScanScript(steps: [
            .init(pause: 0, text: "BK:EMBARK"), .init(pause: 0, text: "PAT-000001"),
            .init(pause: 0, text: "BK:X"),
        ])
        let task = start([ScannerDevice(script: script)], speed: 100)
        do {
            var reader = try await open("scanner")
            #expect(
                try await reader.next(timeout: .seconds(60))?.bytes.elementsEqual("BK:EMBARK".utf8) == true
            )
            _ = try await reader.descriptor.writeAll([0x07], poller: poller)
            #expect(
                try await reader.next(timeout: .seconds(60))?.bytes.elementsEqual("PAT-000001".utf8) == true
            )
        }
        // The person notices that the light went out before somebody plugs it in again.
        while try await !record().contains(where: { $0.contains("\"lost\"") }) {
            try #require(await poller.sleep(for: .milliseconds(5)))
        }
        var reader = try await open("scanner")
        #expect(try await reader.next(timeout: .seconds(60))?.bytes.elementsEqual("PAT-000001".utf8) == true)
        _ = try await reader.descriptor.writeAll([0x07], poller: poller)
        #expect(try await reader.next(timeout: .seconds(60))?.bytes.elementsEqual("BK:X".utf8) == true)
        _ = try await reader.descriptor.writeAll([0x07, 0x07], poller: poller)
        try await task.value
        let answers = try await record().map { line in
            ["accepted", "lost", "refused", "end"].first { line.contains("\"\($0)\"") }
        }
        #expect(answers == ["accepted", "lost", "accepted", "refused", "end"])
    }

    @Test func `a recording is played whole`() async throws {
        let text =
            (0..<20).map { "$GPRMC,1200\(10 + $0),V,,,,,,,010126,,,N*00\r\n" }.joined() + "\u{FF}tail\n"
        let task = start([ReplayDevice(name: "replay", bytes: Array(text.utf8))], speed: 1_000)
        var reader = try await open("replay")
        for _ in 0..<21 { _ = try #require(try await reader.next(timeout: .seconds(60))) }
        try await task.value
        #expect(reader.tally.bytes == UInt64(text.utf8.count))
    }
}
