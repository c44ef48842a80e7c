import FieldModel
import Testing

@testable import Hardware

struct ModbusMapTests {
    private func register(
        _ table: ModbusTable,
        _ address: UInt16,
        _ type: RegisterType = .uint16
    ) -> ModbusRegister {
        ModbusRegister(
            name: "r\(address)",
            table: table,
            address: address,
            type: type,
            measure: .quantity(.voltage),
            valid: 0...1e9
        )
    }

    private func spans(_ map: ModbusMap) -> [String] {
        map.requests(unit: 1).map { "\($0.table.rawValue):\($0.address)+\($0.count)" }
    }

    @Test func `neighbours are read in one request and gaps are not crossed`() {
        let map = ModbusMap(
            title: "",
            registers: [
                register(.inputRegisters, 3, .uint32), register(.inputRegisters, 1),
                register(.inputRegisters, 2),
                register(.inputRegisters, 6), register(.holdingRegisters, 5), register(.coils, 5, .bit),
                register(.coils, 6, .bit), register(.inputRegisters, 3),
            ]
        )
        #expect(spans(map) == ["1:5+2", "3:5+1", "4:1+4", "4:6+1"])
    }

    @Test func `a request stays within what the device gives and no value is cut`() {
        var map = ModbusMap(title: "", registers: [])
        map.registers = (0..<5).map { register(.holdingRegisters, UInt16($0) * 2, .float32) }
        map.most = 5
        #expect(spans(map) == ["3:0+4", "3:4+4", "3:8+2"])
        map.most = 125
        map.registers = (0..<126).map { register(.holdingRegisters, UInt16($0)) }
        #expect(spans(map) == ["3:0+125", "3:125+1"])
    }

    @Test func `the last register of a table can be read`() {
        let map = ModbusMap(title: "", registers: [register(.holdingRegisters, 65_535)])
        #expect(spans(map) == ["3:65535+1"])
        let beyond = ModbusMap(title: "", registers: [register(.holdingRegisters, 65_535, .uint32)])
        #expect(spans(beyond).isEmpty)
    }

    @Test func `a register is found where the answer has it whole`() throws {
        let request = try #require(ModbusRequest(unit: 1, table: .inputRegisters, address: 10, count: 3))
        let answer = ModbusAnswer.words([1, 2, 3])
        #expect(answer.bits(of: register(.inputRegisters, 11, .uint32), in: request) == 0x0002_0003)
        #expect(answer.bits(of: register(.inputRegisters, 12, .uint32), in: request) == nil)
        #expect(answer.bits(of: register(.inputRegisters, 9), in: request) == nil)
        #expect(answer.bits(of: register(.holdingRegisters, 11), in: request) == nil)
    }
}
