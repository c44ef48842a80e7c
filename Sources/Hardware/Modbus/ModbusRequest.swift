/// One question to one device: so many neighbouring entries of one table.
package struct ModbusRequest: Sendable, Hashable {
    /// 1...247 on a serial line, 0...255 over TCP.
    package let unit: UInt8
    package let table: ModbusTable
    /// As it travels, counted from 0.
    package let address: UInt16
    /// 1 and up, at most the table's limit.
    package let count: UInt16

    /// Returns `nil` for a count that no request can have, and for entries beyond 65535.
    package init?(unit: UInt8, table: ModbusTable, address: UInt16, count: UInt16) {
        guard (1...table.limit).contains(count), Int(address) + Int(count) <= 65_536 else { return nil }
        self.unit = unit
        self.table = table
        self.address = address
        self.count = count
    }

    /// Unit, function, address and count, high bytes first.
    var bytes: [UInt8] {
        [
            unit, table.rawValue, UInt8(address >> 8), UInt8(address & 0xFF), UInt8(count >> 8),
            UInt8(count & 0xFF),
        ]
    }

    /// Bytes of values in a good reply, at most 250.
    package var payload: Int { table.isOfBits ? (Int(count) + 7) / 8 : Int(count) * 2 }
}
