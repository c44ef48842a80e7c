import FieldModel
import Hardware
import Testing

@testable import Inputs

struct ModbusPositionTests {
    private static let map = ModbusMap(
        title: "router",
        registers: [
            ModbusRegister(
                name: "latitude",
                table: .holdingRegisters,
                address: 143,
                type: .float32,
                measure: .latitude,
                valid: -90...90
            ),
            ModbusRegister(
                name: "longitude",
                table: .holdingRegisters,
                address: 145,
                type: .float32,
                measure: .longitude,
                valid: -180...180
            ),
            ModbusRegister(
                name: "satellites",
                table: .holdingRegisters,
                address: 181,
                type: .uint32,
                measure: .satellites,
                valid: 0...255
            ),
        ]
    )

    private var position = ModbusPosition(map: map)

    private func reading(_ values: [Double?], at arrival: UInt64 = 0) -> ModbusReading {
        ModbusReading(arrival: arrival, values: values)
    }

    @Test func `a router's registers are a position`() throws {
        var position = position
        let found = try position.take(reading([59.3522, 18.0711, 9]))
        #expect(found.latitude == 59.3522)
        #expect(found.longitude == 18.0711)
        #expect(found.satellites == 9)
        #expect(found.fix?.latitude == 59_352_200)
        #expect(found.fix?.source == .gnss)
    }

    @Test(
        arguments: [
            [0, 0, 9], [1.2e-35, -3.4e-30, 9], [59.3, 18.0, 0], [nil, 18.0, 9], [59.3, nil, 9], [],
        ] as [[Double?]]
    )
    func `registers without a fix are none`(_ values: [Double?]) {
        var position = position
        #expect(throws: ModbusPosition.Fault.noFix) { try position.take(reading(values)) }
    }

    @Test func `a position that stands still to its last bit is not told as new`() throws {
        var position = position
        for second in 0..<30 {
            _ = try position.take(reading([59.3522, 18.0711, 9], at: UInt64(second) * 1_000))
        }
        #expect(throws: ModbusPosition.Fault.unchanged) {
            try position.take(reading([59.3522, 18.0711, 9], at: 30_000))
        }
        _ = try position.take(reading([59.352_204, 18.0711, 9], at: 31_000))
        _ = try position.take(reading([59.352_204, 18.0711, 9], at: 60_000))
    }
}
