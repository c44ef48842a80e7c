import FieldModel
import Glibc
import LinuxIO
import Testing

@testable import Inputs

@Suite(.timeLimit(.minutes(1))) struct GNSSNetworkInputTests {
    private let poller: Poller
    private let source: SourceID

    init() throws {
        poller = try Poller()
        source = try #require(SourceID(rawValue: "gnss"))
    }

    private func input(_ link: ReceiverLink) -> GNSSInput {
        GNSSInput(source: source, link: link, poller: poller)
    }

    private func sentence(_ second: Int) -> [UInt8] {
        let body = "GNRMC,12000\(second).00,A,5921.132,N,01801.932,E,10.0,45.0,010626,,,A"
        let sum = String(body.utf8.reduce(0, ^), radix: 16)
        return Array("$\(body)*\(sum.count == 1 ? "0" : "")\(sum)".utf8)
    }

    private func send(_ bytes: [UInt8], from socket: FileDescriptor, to port: UInt16) {
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        target.sin_port = port.bigEndian
        let sent = withUnsafePointer(to: target) {
            sendto(
                socket.rawValue,
                bytes,
                bytes.count,
                0,
                UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self),
                16
            )
        }
        #expect(sent == bytes.count)
    }

    @Test func `a receiver on TCP is connected to, and again after it hung up`() async throws {
        let listener = try TCPListener(poller: poller)
        var input = input(.tcp(listener.address))
        let counters = input.counters
        let reading = Task {
            var seconds: [UInt32?] = []
            while seconds.count < 6, case .position(let position) = await input.next()?.value {
                seconds.append(position.timeOfDay.map { $0 / 1_000 % 60 })
            }
            return seconds
        }
        for start in [0, 4] {
            let connection = try await listener.accept()
            let bytes = (start..<start + 4).flatMap { second -> [UInt8] in sentence(second) + [0x0D, 0x0A] }
            // Half a sentence at the end of one connection must not spoil the next.
            _ = try await connection.writeAll(bytes + Array("$GNRMC,12".utf8), poller: poller)
        }
        let seconds = await reading.value
        #expect(seconds.count == 6)
        #expect(seconds.compactMap(\.self).allSatisfy { $0 < 8 })
        #expect(counters.snapshot.openings == 2)
        #expect(counters.snapshot.faults["disconnected"] == 1)
        #expect(counters.snapshot.faults["checksum"] == nil)
    }

    @Test func `a port where nobody listens is waited for with its reason`() async throws {
        var input = input(.tcp(try TCPListener.freePort(poller: poller)))
        let counters = input.counters
        let task = Task { await input.next() }
        while counters.snapshot.state == .waiting(reason: "starting") { await Task.yield() }
        #expect(counters.snapshot.state == .waiting(reason: "Connection refused"))
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test func `datagrams without line ends are read`() async throws {
        let port = try TCPListener.freePort(poller: poller)
        var input = input(.udp(port, sender: nil))
        let counters = input.counters
        let reading = Task { await input.next() }
        while counters.snapshot.state != .open { await Task.yield() }
        let socket = FileDescriptor(owning: Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0))
        send([], from: socket, to: port.port)
        for second in 0..<4 { send(sentence(second), from: socket, to: port.port) }
        guard case .position(let position) = await reading.value?.value else {
            Issue.record("no position")
            return
        }
        #expect(abs(position.latitude - 59.352_2) < 1e-9)
    }

    @Test func `datagrams of anybody but the sender are dropped`() async throws {
        let port = try TCPListener.freePort(poller: poller)
        let sender = try #require(NetworkAddress("127.0.0.2:0"))
        var input = input(.udp(port, sender: sender))
        let counters = input.counters
        let reading = Task { await input.next() }
        while counters.snapshot.state != .open { await Task.yield() }
        let socket = FileDescriptor(owning: Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0))
        let own = try InternetSocket.listen(on: sender)
        for second in 0..<4 { send(sentence(second), from: socket, to: port.port) }
        for second in 4..<8 { send(sentence(second), from: own, to: port.port) }
        guard case .position(let position) = await reading.value?.value else {
            Issue.record("no position")
            return
        }
        #expect(position.timeOfDay.map { $0 / 1_000 % 60 } ?? 0 >= 4)
        #expect(counters.snapshot.bytes <= 4 * UInt64(sentence(0).count))
    }

    @Test func `gpsd is asked for what it reports`() async throws {
        let listener = try TCPListener(poller: poller)
        var input = input(.gpsd(listener.address, receiver: "/dev/ttyACM0"))
        let counters = input.counters
        let reading = Task { await input.next() }
        let connection = try await listener.accept()
        var lines = LineReader(connection, poller: poller)
        let request = try #require(try await lines.next())
        #expect(
            String(decoding: request.bytes, as: UTF8.self)
                == #"?WATCH={"enable":true,"json":true,"device":"/dev/ttyACM0"};"#
        )
        let answer = """
            {"class":"VERSION","release":"3.25","rev":"3.25","proto_major":3,"proto_minor":15}\r
            {"class":"DEVICES","devices":[]}\r
            {"class":"TPV","device":"/dev/ttyACM0","mode":1}\r
            {"class":"TPV","device":"/dev/ttyACM0","mode":3,"time":"2026-06-01T12:00:00.000Z","lat":59.3522,"lon":18.0322,"eph":2.5}\r\n
            """
        _ = try await connection.writeAll(Array(answer.utf8), poller: poller)
        guard case .position(let position) = await reading.value?.value else {
            Issue.record("no position")
            return
        }
        #expect(position.accuracy == 2.5)
        #expect(counters.snapshot.faults == ["no_device": 1, "no_fix": 1])
    }
}
