import FieldModel
import Hardware
import LinuxIO
import ModbusSlaves
import Testing

@testable import Inputs

@Suite(.timeLimit(.minutes(1)), .serialized) struct ModbusInputTests {
    private let poller: Poller
    private let source: SourceID

    init() throws {
        poller = try Poller()
        source = try #require(SourceID(rawValue: "fridge"))
    }

    private func register(
        _ address: UInt16,
        _ measure: ModbusMeasure = .quantity(.temperature),
        _ valid: ClosedRange<Double> = -40...60
    ) -> ModbusRegister {
        ModbusRegister(
            name: "r\(address)",
            table: .inputRegisters,
            address: address,
            type: .int16,
            scale: 0.1,
            measure: measure,
            valid: valid,
            unknown: [0x8000]
        )
    }

    private func bus(_ cable: SerialCable, timeout: Duration = .milliseconds(300)) -> ModbusBus {
        let line = ModbusSerialLine(path: cable.path, settings: SerialSettings(baud: .b115200))
        return ModbusBus(
            ModbusBusSettings(line: .serial(line), turnaround: .milliseconds(3), timeout: timeout)
        )
    }

    private func input(
        _ bus: ModbusBus,
        _ registers: [ModbusRegister],
        unit: UInt8 = 1,
        interval: Duration
    )
        -> ModbusInput
    {
        let map = ModbusMap(title: "probe", registers: registers)
        let device = ModbusDevice(unit: unit, map: map, interval: interval)
        return ModbusInput(source: source, device: device, bus: bus, poller: poller)
    }

    @Test func `a probe is read in its unit, and what it does not know is unknown`() async throws {
        let cable = try SerialCable()
        let held: [UInt16: UInt16] = [1: 305, 2: 546, 3: 0x8000, 4: 700]
        let device = try await LibmodbusServer(.serial(path: cable.farPath, unit: 1), registers: held)
        let bus = bus(cable)
        let registers = [
            register(1), register(2, .quantity(.humidity), 0...100), register(3), register(4), register(900),
        ]
        var input = input(bus, registers, interval: .milliseconds(50))
        let reading = try #require(await input.next())
        #expect(reading.values == [30.5, 54.6, nil, nil, nil])
        let faults = input.counters.snapshot.faults
        #expect(faults == ["no_value": 1, "out_of_range": 1, "exception_2": 1])
        #expect(input.counters.snapshot.observations == 1)
        await bus.close()
        await device.stop()
        await cable.stop()
    }

    @Test func `an unplugged probe is unknown, and known again when it is back`() async throws {
        let cable = try SerialCable()
        let device = try await LibmodbusServer(
            .serial(path: cable.farPath, unit: 1),
            registers: [1: 0xFFFF]
        )
        let bus = bus(cable)
        var input = input(bus, [register(1)], interval: .milliseconds(20))
        #expect(await input.next()?.values == [-0.1])
        #expect(input.counters.snapshot.state == .open)
        cable.mangleReplies { _ in [] }
        #expect(await input.next()?.values == [nil])
        #expect(input.counters.snapshot.state == .waiting(reason: "no reply"))
        // Once, and repeated once.
        #expect(input.counters.snapshot.faults == ["timeout": 2])
        #expect(await input.next()?.values == [nil])
        #expect(input.counters.snapshot.faults == ["timeout": 3])
        cable.mangleReplies { [$0] }
        #expect(await input.next()?.values == [-0.1])
        #expect(input.counters.snapshot.state == .open)
        #expect(input.counters.snapshot.openings == 2)
        await bus.close()
        await device.stop()
        await cable.stop()
    }

    @Test func `an adapter that is not plugged in is looked for at every interval`() async throws {
        let line = ModbusSerialLine(
            path: "/dev/budkavle-no-such-line",
            settings: SerialSettings(baud: .b9600)
        )
        let bus = ModbusBus(ModbusBusSettings(line: .serial(line)))
        var input = input(bus, [register(1)], interval: .milliseconds(20))
        let begin = BootClock.now()
        for _ in 0..<9 { #expect(await input.next()?.values == [nil]) }
        // Doubling would take 1 + 1 + 2 + 4 + 8 + 16 + 32 + 64 intervals, 2.5 s.
        #expect(BootClock.now() < begin + 1_500)
        #expect(input.counters.snapshot.faults == ["unavailable": 9])
        await bus.close()
    }

    @Test func `a status out of its range makes all of a device unknown`() async throws {
        let cable = try SerialCable()
        let held: [UInt16: UInt16] = [1: 50, 2: 10]
        let device = try await LibmodbusServer(.serial(path: cable.farPath, unit: 1), registers: held)
        let bus = bus(cable)
        var sound = input(bus, [register(1), register(2, .status, 1...1)], interval: .seconds(1))
        #expect(await sound.next()?.values == [5, 1])
        var unsound = input(bus, [register(1), register(2, .status, 0...0)], interval: .seconds(1))
        #expect(await unsound.next()?.values == [nil, nil])
        #expect(unsound.counters.snapshot.faults == ["status": 1])
        await bus.close()
        await device.stop()
        await cable.stop()
    }

    @Test func `one dead device does not slow the others on its bus`() async throws {
        let cable = try SerialCable()
        let device = try await LibmodbusServer(.serial(path: cable.farPath, unit: 1), registers: [1: 20])
        // libmodbus's server mistakes the request after one to another device for that device's reply.
        cable.mangleRequests { $0.first == 1 ? [$0] : [] }
        let bus = bus(cable)
        let interval = Duration.milliseconds(200)
        let inputs = (
            alive: input(bus, [register(1)], interval: interval),
            dead: input(bus, [register(1)], unit: 2, interval: interval)
        )
        let (readings, attempts) = await withTaskGroup(of: (Int, Int).self) { group in
            group.addTask {
                var input = inputs.alive
                var known = 0
                while let reading = await input.next() { known += reading.values == [2] ? 1 : 0 }
                return (known, 0)
            }
            group.addTask {
                var input = inputs.dead
                var unknown = 0
                while let reading = await input.next() { unknown += reading.values == [nil] ? 1 : 0 }
                return (0, unknown)
            }
            _ = await poller.sleep(for: .seconds(6))
            group.cancelAll()
            var total = (0, 0)
            for await found in group { total = (total.0 + found.0, total.1 + found.1) }
            return total
        }
        // 30 intervals, of which the dead device's tries may each cost one. It is tried after 0.2, 0.4, 0.8, 1.6 s.
        #expect(readings >= 20)
        #expect((3...6).contains(attempts))
        await bus.close()
        await device.stop()
        await cable.stop()
    }
}
