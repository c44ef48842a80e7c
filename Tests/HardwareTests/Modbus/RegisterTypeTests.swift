import FieldModel
import Testing

@testable import Hardware

/// A value and the registers in which it lies when the high byte comes first.
struct RegisterCase: Sendable, CustomTestStringConvertible {
    let type: RegisterType
    let words: [UInt16]
    let number: Double
    var testDescription: String { "\(type) \(words.map { String($0, radix: 16) })" }

    init(_ type: RegisterType, _ words: [UInt16], _ number: Double) {
        self.type = type
        self.words = words
        self.number = number
    }

    /// The same value as a device of another order sends it, byte by byte as the letters say.
    func words(in order: RegisterOrder) -> [UInt16] {
        var bytes = words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        if order == .cdab || order == .dcba {
            bytes = stride(from: bytes.count - 2, through: 0, by: -2).flatMap { [bytes[$0], bytes[$0 + 1]] }
        }
        if order == .badc || order == .dcba {
            bytes = stride(from: 0, to: bytes.count, by: 2).flatMap { [bytes[$0 + 1], bytes[$0]] }
        }
        return stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    }
}

struct RegisterTypeTests {
    /// The bits of the floats are those of IEEE 754, §3.4.
    static let cases: [RegisterCase] = [
        RegisterCase(.int16, [0x0000], 0),
        RegisterCase(.int16, [0x0131], 305),
        RegisterCase(.int16, [0xFF33], -205),
        RegisterCase(.int16, [0x8000], -32_768),
        RegisterCase(.uint16, [0xFFFF], 65_535),
        RegisterCase(.int32, [0x0001, 0x0000], 65_536),
        RegisterCase(.int32, [0xFFFF, 0xFFFE], -2),
        RegisterCase(.int32, [0x8000, 0x0000], -2_147_483_648),
        RegisterCase(.uint32, [0x1234, 0x5678], 305_419_896),
        RegisterCase(.uint32, [0xFFFF, 0xFFFF], 4_294_967_295),
        RegisterCase(.int64, [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFD], -3),
        RegisterCase(.int64, [0x0000, 0x0001, 0x0002, 0x0003], 4_295_098_371),
        RegisterCase(.uint64, [0x0000, 0x0000, 0x0001, 0x0001], 65_537),
        RegisterCase(.float32, [0x41F4, 0x7AE1], Double(Float(30.56))),
        RegisterCase(.float32, [0xC2C8, 0x0000], -100),
        RegisterCase(.float64, [0x4009, 0x21FB, 0x5444, 0x2D18], .pi),
    ]

    @Test(arguments: cases, RegisterOrder.allCases)
    func `a value is the same in every order of its words and bytes`(
        _ register: RegisterCase,
        _ order: RegisterOrder
    ) {
        let words = register.words(in: order)
        #expect(register.type.number(order.bits(words)) == register.number)
        #expect(words.count == Int(register.type.count))
    }

    @Test(arguments: [
        (RegisterOrder.abcd, [UInt16(0x0A0B), 0x0C0D]), (.cdab, [0x0C0D, 0x0A0B]), (.badc, [0x0B0A, 0x0D0C]),
        (.dcba, [0x0D0C, 0x0B0A]),
    ])
    func `the letters name the bytes in the order of the line`(_ order: RegisterOrder, _ words: [UInt16]) {
        #expect(order.bits(words) == 0x0A0B_0C0D)
    }

    private func register(
        _ type: RegisterType,
        valid: ClosedRange<Double> = -40...60,
        unknown: [UInt64] = []
    )
        -> ModbusRegister
    {
        ModbusRegister(
            name: "t",
            table: .inputRegisters,
            address: 1,
            type: type,
            scale: type == .int16 ? 0.1 : 1,
            offset: type == .uint16 ? -50 : 0,
            measure: .quantity(.temperature),
            valid: valid,
            unknown: unknown
        )
    }

    @Test func `a number is scaled and moved`() throws {
        #expect(try register(.int16).value(0xFF33) == -20.5)
        #expect(try register(.uint16).value(60) == 10)
    }

    @Test func `what is no value says why`() {
        #expect(throws: ModbusRegister.Fault.noValue) {
            try register(.int16, unknown: [0x8000]).value(0x8000)
        }
        #expect(throws: ModbusRegister.Fault.outOfRange) { try register(.int16).value(0x0259) }
        #expect(throws: ModbusRegister.Fault.notANumber) { try register(.float32).value(0x7FC0_0000) }
        #expect(throws: ModbusRegister.Fault.notANumber) { try register(.float32).value(0xFF80_0000) }
        #expect(throws: ModbusRegister.Fault.notANumber) {
            try register(.float64).value(0x7FF0_0000_0000_0000)
        }
        #expect(throws: ModbusRegister.Fault.notANumber) {
            var wide = register(.float64, valid: -1e308...1e308)
            wide.scale = 1e300
            return try wide.value(Double(1e300).bitPattern)
        }
    }
}
