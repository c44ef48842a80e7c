import FieldModel
import Glibc
import LinuxIO
import ModbusSlaves
import Testing

@testable import Hardware

/// Against libmodbus's own server: over a pair of ptys and over TCP.
@Suite(.timeLimit(.minutes(1)), .serialized) struct ModbusBusTests {
    private func request(
        _ table: ModbusTable = .holdingRegisters,
        _ address: UInt16 = 0,
        _ count: UInt16 = 4,
        unit: UInt8 = 9
    ) throws -> ModbusRequest {
        try #require(ModbusRequest(unit: unit, table: table, address: address, count: count))
    }

    private func ask(_ bus: ModbusBus, _ request: ModbusRequest) async throws -> ModbusAnswer {
        try await bus.read(request)
    }

    private func settings(_ cable: SerialCable, timeout: Duration = .milliseconds(500)) -> ModbusBusSettings {
        ModbusBusSettings(
            line: .serial(ModbusSerialLine(path: cable.path, settings: SerialSettings(baud: .b115200))),
            turnaround: .milliseconds(3),
            timeout: timeout
        )
    }

    /// A bus on a cable with a device at its other end.
    private func withDevice(_ body: (ModbusBus, SerialCable) async throws -> Void) async throws {
        let cable = try SerialCable()
        let device = try await LibmodbusServer(.serial(path: cable.farPath, unit: 9))
        let bus = ModbusBus(settings(cable))
        try await body(bus, cable)
        await bus.close()
        await device.stop()
        await cable.stop()
    }

    private func expected(_ table: ModbusTable, _ address: Int, _ count: Int) -> ModbusAnswer {
        switch table {
        case .coils: .bits((address..<address + count).map { $0 % 3 == 0 })
        case .discreteInputs: .bits((address..<address + count).map { $0 % 5 == 0 })
        case .holdingRegisters, .inputRegisters:
            .words((address..<address + count).map { LibmodbusServer.register($0, UInt16(table.rawValue)) })
        }
    }

    @Test func `every table is read over a serial line, also at its longest`() async throws {
        try await withDevice { bus, _ in
            for table in ModbusTable.allCases {
                for count in [1, 4, 19, 125] as [UInt16] {
                    let answer = try await ask(bus, try request(table, 5, count))
                    #expect(answer == expected(table, 5, Int(count)))
                }
            }
        }
    }

    @Test func `every table is read over TCP by every unit`() async throws {
        let device = try await LibmodbusServer(.tcp)
        let address = try #require(NetworkAddress("127.0.0.1:\(device.port)"))
        let bus = ModbusBus(ModbusBusSettings(line: .tcp(address), turnaround: .zero))
        for table in ModbusTable.allCases {
            for unit in [0, 1, 255] as [UInt8] {
                let answer = try await ask(bus, try request(table, 3, 125, unit: unit))
                #expect(answer == expected(table, 3, 125))
            }
        }
        await #expect(throws: ModbusFault.exception(2)) { try await ask(bus, try request(.coils, 399, 2)) }
        await bus.close()
        await device.stop()
    }

    @Test func `a device that does not have the registers says so`() async throws {
        try await withDevice { bus, _ in
            await #expect(throws: ModbusFault.exception(2)) {
                try await ask(bus, try request(.holdingRegisters, 399, 2))
            }
            let answer = try await ask(bus, try request())
            #expect(answer == expected(.holdingRegisters, 0, 4))
        }
    }

    /// What is done to replies, and what it is called.
    static let injuries: [(String, SerialCable.Mangle, ModbusFault)] = [
        ("a flipped bit", { [$0.dropLast(3) + [$0[$0.count - 3] ^ 1] + $0.suffix(2)] }, .crc),
        ("a flipped checksum", { [$0.dropLast() + [$0[$0.count - 1] ^ 0x80]] }, .crc),
        ("another slave", { _ in [[10, 3, 2, 0, 1, 0xDC, 0x45]] }, .wrongSlave),
        ("silence", { _ in [] }, .timeout),
        ("half a reply", { [Array($0.prefix($0.count / 2))] }, .shortReply),
        ("one byte", { [Array($0.prefix(1))] }, .shortReply),
        ("another length with a good checksum", { _ in [[9, 3, 2, 0, 1, 0x98, 0x45]] }, .wrongLength),
        ("another function with a good checksum", { _ in [[9, 4, 2, 0, 1, 0x99, 0x31]] }, .wrongFunction),
        ("a busy device", { _ in [[9, 0x83, 6, 0x40, 0xF0]] }, .exception(6)),
    ]

    @Test(arguments: injuries.indices)
    func `an injured reply is named and the next one is good`(_ index: Int) async throws {
        let (name, mangle, fault) = Self.injuries[index]
        try await withDevice { bus, cable in
            for _ in 0..<2 {
                cable.mangleReplies(mangle)
                await #expect(throws: fault, "\(name)") { try await ask(bus, try request()) }
                cable.mangleReplies { [$0] }
                let answer = try await ask(bus, try request())
                #expect(
                    answer == expected(.holdingRegisters, 0, 4),
                    "after \(name)"
                )
            }
        }
    }

    @Test func `a reply in pieces is put together`() async throws {
        try await withDevice { bus, cable in
            cable.mangleReplies { $0.map { [$0] } }
            let answer = try await ask(bus, try request())
            #expect(answer == expected(.holdingRegisters, 0, 4))
        }
    }

    @Test func `a late reply of another device does not hide the right one`() async throws {
        try await withDevice { bus, cable in
            cable.mangleReplies { [[10, 3, 2, 0, 1, 0xDC, 0x45], $0] }
            let answer = try await ask(bus, try request())
            #expect(answer == expected(.holdingRegisters, 0, 4))
        }
    }

    @Test func `a flood of garbage ends in time and leaves the line usable`() async throws {
        try await withDevice { bus, cable in
            cable.mangleReplies { _ in
                (0..<40).map { piece in (0..<200).map { UInt8(truncatingIfNeeded: $0 * 31 + piece) } }
            }
            let start = BootClock.now()
            await #expect(throws: ModbusFault.self) { try await ask(bus, try request()) }
            await #expect(throws: ModbusFault.self) { try await ask(bus, try request()) }
            #expect(BootClock.now() - start < 3_000)
            cable.mangleReplies { [$0] }
            var answer: ModbusAnswer?
            let deadline = BootClock.now() + 5_000
            while answer == nil, BootClock.now() < deadline { answer = try? await ask(bus, try request()) }
            #expect(answer == expected(.holdingRegisters, 0, 4))
        }
    }

    @Test func `a line that is not there is unavailable, and used once it comes`() async throws {
        let cable = try SerialCable()
        let link = "/tmp/budkavle-bus-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(link) }
        var settings = settings(cable)
        settings.line = .serial(ModbusSerialLine(path: link, settings: SerialSettings(baud: .b115200)))
        let bus = ModbusBus(settings)
        await #expect(throws: ModbusFault.system(.notFound)) { try await ask(bus, try request()) }
        #expect(symlink(cable.path, link) == 0)
        let device = try await LibmodbusServer(.serial(path: cable.farPath, unit: 9))
        let start = BootClock.now()
        while true {
            if let answer = try? await ask(bus, try request()) {
                #expect(answer == expected(.holdingRegisters, 0, 4))
                break
            }
            try #require(BootClock.now() < start + 10_000)
            usleep(50_000)
        }
        await bus.close()
        await device.stop()
        await cable.stop()
    }

    @Test func `an adapter that is pulled out is opened again when it is back`() async throws {
        let link = "/tmp/budkavle-bus-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(link) }
        let line = ModbusSerialLine(path: link, settings: SerialSettings(baud: .b115200))
        let bus = ModbusBus(ModbusBusSettings(line: .serial(line), timeout: .milliseconds(50)))
        for _ in 0..<2 {
            let adapter = try PseudoTerminal(link: link)
            let start = BootClock.now()
            var fault: ModbusFault?
            // Nobody is on this line: silence is what an open one has.
            while fault != .timeout, BootClock.now() < start + 10_000 {
                fault = await failure(of: bus)
                if fault != .timeout { usleep(50_000) }
            }
            #expect(fault == .timeout)
            adapter.hangUp()
            #expect(await failure(of: bus) == .disconnected)
            #expect(await failure(of: bus) == .system(.notFound))
        }
        await bus.close()
    }

    private func failure(of bus: ModbusBus) async -> ModbusFault? {
        do {
            _ = try await bus.read(try request())
            return nil
        } catch {
            return error as? ModbusFault
        }
    }

    @Test func `the direction of a line that has none to switch is refused`() async throws {
        let cable = try SerialCable()
        let line = ModbusSerialLine(
            path: cable.path,
            settings: SerialSettings(baud: .b115200),
            direction: .kernel
        )
        let bus = ModbusBus(ModbusBusSettings(line: .serial(line)))
        await #expect(throws: ModbusFault.system(.notATerminal)) { try await ask(bus, try request()) }
        await bus.close()
        await cable.stop()
    }

    @Test func `a closed bus answers nobody`() async throws {
        let cable = try SerialCable()
        let bus = ModbusBus(settings(cable))
        await bus.close()
        await #expect(throws: ModbusFault.disconnected) { try await ask(bus, try request()) }
        await cable.stop()
    }
}
