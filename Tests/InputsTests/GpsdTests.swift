import FieldModel
import Glibc
import LinuxIO
import Testing

@testable import Inputs

/// Debian's gpsd, fed by a terminal with a recorded receiver, and our client on its port.
@Suite(.timeLimit(.minutes(2))) struct GpsdTests {
    private static let program = "/usr/sbin/gpsd"
    private static let recording = "../shared/gnss/ublox-neo-m8p.log"
    private static let isPossible = access(program, X_OK) == 0 && access(recording, R_OK) == 0

    private let poller: Poller
    private let source: SourceID

    init() throws {
        poller = try Poller()
        source = try #require(SourceID(rawValue: "gnss"))
    }

    private func recorded() throws -> [UInt8] {
        let file = try FileDescriptor(opening: Self.recording, flags: O_RDONLY)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = try file.read(into: &buffer), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    private func start(_ port: UInt16, _ device: String) throws -> pid_t {
        // gpsd gives its rights up before it opens a device that is named later.
        chmod(device, 0o666)
        let words = [Self.program, "-N", "-n", "-b", "-S", String(port), device]
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, Self.program, nil, nil, &arguments, environ)
        guard code == 0 else { throw Errno(rawValue: code) }
        return process
    }

    private func stop(_ process: pid_t) {
        // Threads of a task block every other signal, and gpsd inherits that.
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    @Test(.enabled(if: isPossible, "needs gpsd and the recordings of ../shared/gnss"))
    func `a real gpsd gives the positions of a recorded receiver, and again after its restart`() async throws
    {
        let terminal = try PseudoTerminal()
        let device = try #require(terminal.descriptor)
        let bytes = try recorded()
        let feeding = Task { [poller] in
            while !Task.isCancelled {
                for start in stride(from: 0, to: bytes.count, by: 512) where !Task.isCancelled {
                    let part = Array(bytes[start..<min(start + 512, bytes.count)])
                    _ = try? await device.writeAll(part, poller: poller, timeout: .seconds(1))
                    _ = await poller.sleep(for: .milliseconds(10))
                }
            }
        }
        defer { feeding.cancel() }
        let address = try TCPListener.freePort(poller: poller)
        var input = GNSSInput(source: source, link: .gpsd(address, receiver: nil), poller: poller)
        for round in 1...2 {
            let process = try start(address.port, terminal.path)
            defer { stop(process) }
            var times: Set<UInt32> = []
            while times.count < 20 {
                guard case .position(let position) = await input.next()?.value else { return }
                #expect(abs(position.latitude - 50.135_085) < 5e-5)
                #expect(abs(position.longitude - 14.429_947) < 5e-5)
                #expect(position.dimensions == .three)
                #expect(position.accuracy != nil)
                times.insert(try #require(position.timeOfDay))
            }
            #expect(times.allSatisfy { (65_935_000..<66_000_000).contains($0) })
            #expect(input.counters.snapshot.openings == UInt64(round))
        }
        #expect(input.counters.snapshot.faults["malformed"] == nil)
    }
}
