import LinuxIO
import ModbusSlaves
import Testing

@testable import Hardware

/// Against a server that lies: Modbus TCP carries no checksum, so that each field is looked at.
@Suite(.timeLimit(.minutes(1)), .serialized) struct ModbusTCPTests {
    private let request = ModbusRequest(unit: 1, table: .holdingRegisters, address: 7, count: 1)

    private func withServer(_ body: (RawServer, ModbusBus, ModbusRequest) async throws -> Void) async throws {
        let server = RawServer()
        let address = try #require(NetworkAddress("127.0.0.1:\(server.port)"))
        let bus = ModbusBus(
            ModbusBusSettings(line: .tcp(address), turnaround: .zero, timeout: .milliseconds(300))
        )
        try await body(server, bus, try #require(request))
        await bus.close()
        await server.stop()
    }

    /// The reply with the value 0x002A.
    @Sendable private static func reply(_ request: [UInt8]) -> [UInt8] {
        Array(request.prefix(4)) + [0, 5, 1, 3, 2, 0, 0x2A]
    }

    private static let good = ModbusAnswer.words([0x2A])

    static let lies: [(String, RawServer.Answer, ModbusFault)] = [
        ("another protocol", { $0.prefix(2) + [0, 1, 0, 5, 1, 3, 2, 0, 0x2A] }, .wrongLength),
        ("a length that is not its own", { $0.prefix(4) + [0, 6, 1, 3, 2, 0, 0x2A] }, .wrongLength),
        ("another unit", { $0.prefix(4) + [0, 5, 2, 3, 2, 0, 0x2A] }, .wrongSlave),
        ("another function", { $0.prefix(4) + [0, 5, 1, 4, 2, 0, 0x2A] }, .wrongFunction),
        ("more values", { $0.prefix(4) + [0, 7, 1, 3, 4, 0, 0x2A, 0, 0x2B] }, .wrongLength),
        ("an exception", { $0.prefix(4) + [0, 3, 1, 0x83, 11] }, .exception(11)),
        ("half a reply", { $0.prefix(4) + [0, 5, 1, 3, 2, 0] }, .shortReply),
        ("nothing", { _ in [] }, .timeout),
        (
            "a reply to an earlier request only", { _ in [0xFF, 0xFF, 0, 0, 0, 5, 1, 3, 2, 0, 0x2A] },
            .timeout
        ),
        ("zeros", { _ in [UInt8](repeating: 0, count: 400) }, .stale),
        ("hanging up", { _ in nil }, .disconnected),
    ]

    @Test(arguments: lies.indices)
    func `a reply that lies is named, and the next one is good`(_ index: Int) async throws {
        let (name, lie, fault) = Self.lies[index]
        try await withServer { server, bus, request in
            server.answers(lie)
            await #expect(throws: fault, "\(name)") { try await bus.read(request) }
            server.answers(Self.reply)
            let answer = try await bus.read(request)
            #expect(answer == Self.good, "after \(name)")
        }
    }

    @Test func `a late reply is skipped for the right one`() async throws {
        try await withServer { server, bus, request in
            server.answers { [0xFF, 0xFF, 0, 0, 0, 5, 1, 3, 2, 0, 0x63] + Self.reply($0) }
            let answer = try await bus.read(request)
            #expect(answer == Self.good)
        }
    }

    @Test func `a connection that was closed while idle is opened anew without a fault`() async throws {
        try await withServer { server, bus, request in
            server.answers(Self.reply)
            _ = try await bus.read(request)
            server.answers { bytes in server.connections == 1 ? nil : Self.reply(bytes) }
            let answer = try await bus.read(request)
            #expect(answer == Self.good)
            #expect(server.connections == 2)
        }
    }

    @Test func `a connection on which nothing comes any more is opened anew`() async throws {
        try await withServer { server, bus, request in
            server.answers { _ in [] }
            for _ in 0..<3 { await #expect(throws: ModbusFault.timeout) { try await bus.read(request) } }
            #expect(server.connections == 1)
            server.answers(Self.reply)
            let answer = try await bus.read(request)
            #expect(answer == Self.good)
            #expect(server.connections == 2)
        }
    }

    @Test func `nobody who listens is unavailable`() async throws {
        let server = RawServer()
        let port = server.port
        await server.stop()
        let address = try #require(NetworkAddress("127.0.0.1:\(port)"))
        let bus = ModbusBus(ModbusBusSettings(line: .tcp(address), turnaround: .zero))
        let request = try #require(request)
        await #expect(throws: ModbusFault.system(.refused)) { try await bus.read(request) }
        await bus.close()
    }
}
