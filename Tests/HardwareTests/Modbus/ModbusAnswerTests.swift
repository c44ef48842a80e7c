import Testing

@testable import Hardware

struct ModbusAnswerTests {
    private func request(_ table: ModbusTable = .holdingRegisters, count: UInt16 = 2) throws -> ModbusRequest
    {
        try #require(ModbusRequest(unit: 17, table: table, address: 107, count: count))
    }

    @Test func `words come high byte first`() throws {
        let answer = try ModbusAnswer([17, 3, 4, 0x02, 0x2B, 0x00, 0x64], to: request())
        #expect(answer == .words([0x022B, 0x0064]))
    }

    @Test func `bits come lowest first and padding is dropped`() throws {
        // The example of the specification's §6.1: coils 20 to 38.
        let answer = try ModbusAnswer([17, 1, 3, 0xCD, 0x6B, 0x05], to: request(.coils, count: 19))
        let bits: [UInt8] = [1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1]
        #expect(answer == .bits(bits.map { $0 == 1 }))
    }

    @Test(
        arguments: [
            ([], ModbusFault.shortReply), ([17], .shortReply), ([17, 3], .shortReply),
            ([18, 3, 4, 0, 0, 0, 0], .wrongSlave), ([17, 4, 4, 0, 0, 0, 0], .wrongFunction),
            ([17, 3, 2, 0, 0], .wrongLength), ([17, 3, 4, 0, 0], .wrongLength),
            ([17, 3, 2, 0, 0, 0, 0], .wrongLength),
            ([17, 0x83, 2], .exception(2)), ([17, 0x83, 11], .exception(11)),
            ([17, 0x84, 2], .wrongFunction),
            ([17, 0x83, 2, 0], .wrongLength),
        ] as [([UInt8], ModbusFault)]
    )
    func `what is no answer is named`(_ bytes: [UInt8], _ fault: ModbusFault) throws {
        let request = try request()
        #expect(throws: fault) { try ModbusAnswer(bytes[...], to: request) }
    }

    @Test func `no reply makes it trap`() throws {
        var generator = SystemRandomNumberGenerator()
        for table in ModbusTable.allCases {
            for _ in 0..<5_000 {
                let request = try #require(
                    ModbusRequest(
                        unit: 1,
                        table: table,
                        address: 0,
                        count: .random(in: 1...125, using: &generator)
                    )
                )
                var bytes = (0..<Int.random(in: 0...260, using: &generator)).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
                if bytes.count > 2 {
                    bytes[0] = 1
                    bytes[1] = table.rawValue
                    bytes[2] = UInt8(truncatingIfNeeded: bytes.count - 3)
                }
                _ = try? ModbusAnswer(bytes[...], to: request)
            }
        }
    }

    @Test func `a request has the bounds of its table`() {
        #expect(ModbusRequest(unit: 1, table: .holdingRegisters, address: 0, count: 125) != nil)
        #expect(ModbusRequest(unit: 1, table: .holdingRegisters, address: 0, count: 126) == nil)
        #expect(ModbusRequest(unit: 1, table: .coils, address: 0, count: 2_000) != nil)
        #expect(ModbusRequest(unit: 1, table: .coils, address: 0, count: 2_001) == nil)
        #expect(ModbusRequest(unit: 1, table: .coils, address: 0, count: 0) == nil)
        #expect(ModbusRequest(unit: 1, table: .holdingRegisters, address: 65_535, count: 1) != nil)
        #expect(ModbusRequest(unit: 1, table: .holdingRegisters, address: 65_535, count: 2) == nil)
    }
}
