/// What one kind of device has in its registers.
package struct ModbusMap: Sendable, Equatable {
    package var title: String
    package var registers: [ModbusRegister]
    /// The most entries that the device gives in one reply.
    package var most: UInt16

    package init(title: String, registers: [ModbusRegister], most: UInt16 = 125) {
        self.title = title
        self.registers = registers
        self.most = most
    }

    /// Whether the device knows where it is.
    package var hasPosition: Bool {
        registers.contains { $0.measure == .latitude } && registers.contains { $0.measure == .longitude }
    }

    /// The fewest requests that read everything: neighbours together, a value never in two halves, and nothing between that the
    /// map does not name, because devices refuse that.
    package func requests(unit: UInt8) -> [ModbusRequest] {
        let sorted = registers.sorted { ($0.table.rawValue, $0.address) < ($1.table.rawValue, $1.address) }
        var requests: [ModbusRequest] = []
        var run: (table: ModbusTable, first: Int, end: Int)?
        func close() {
            guard let run, let request = Self.request(unit, run.table, run.first, run.end) else { return }
            requests.append(request)
        }
        for register in sorted {
            let first = Int(register.address)
            let end = first + Int(register.type.count)
            if let open = run, open.table == register.table, first <= open.end,
                max(end, open.end) - open.first <= min(Int(most), Int(register.table.limit))
            {
                run = (open.table, open.first, max(end, open.end))
            } else {
                close()
                run = (register.table, first, end)
            }
        }
        close()
        return requests
    }

    private static func request(
        _ unit: UInt8,
        _ table: ModbusTable,
        _ first: Int,
        _ end: Int
    ) -> ModbusRequest? {
        guard let address = UInt16(exactly: first), let count = UInt16(exactly: end - first) else {
            return nil
        }
        return ModbusRequest(unit: unit, table: table, address: address, count: count)
    }
}

extension ModbusAnswer {
    /// The bits of a register, if this answer to `request` has it whole.
    package func bits(of register: ModbusRegister, in request: ModbusRequest) -> UInt64? {
        guard register.table == request.table, register.address >= request.address else { return nil }
        let start = Int(register.address - request.address)
        let end = start + Int(register.type.count)
        switch self {
        case .bits(let bits): return end <= bits.count ? (bits[start] ? 1 : 0) : nil
        case .words(let words): return end <= words.count ? register.order.bits(words[start..<end]) : nil
        }
    }
}
