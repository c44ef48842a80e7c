import ConfigFiles
import FieldModel
import Hardware

/// The schema of a register map: `firmware-config/modbus/*.toml`.
struct ModbusMapReader {
    private let root: ConfigTable

    /// The most registers that a map may name.
    private static let maximumRegisters = 64
    private static let widest = -1e12...1e12

    /// Reads a map as far as it can be read, and notes each fault in the log; a file that several devices share is told once.
    static func map(in file: ConfigFile, log: FaultLog) -> ModbusMap? {
        let own = FaultLog(folder: file.folder, file: file.path)
        defer { log.faults += own.faults.filter { !log.faults.contains($0) } }
        do throws(ConfigFault) {
            let root = try ConfigTable(document: file.document(limit: ConfigTable.maximumBytes), log: own)
            return map(root)
        } catch {
            own.faults.append(error.in(file: file.path))
            return nil
        }
    }

    /// The map in the root table of a document.
    static func map(_ root: ConfigTable) -> ModbusMap? { ModbusMapReader(root: root).map() }

    private func map() -> ModbusMap? {
        defer { root.finish() }
        let title = root.string("title", limit: 120, required: true)
        let sources = root.strings("source", atMost: 8, expected: "addresses or documents, as strings")
        if sources?.isEmpty ?? true {
            root.fault("source", "missing; expected where each value comes from, as an array of strings")
        }
        let most = root.integer("most", in: 1...125)
        let tables = root.tables("register", atMost: Self.maximumRegisters)
        if tables.isEmpty, !root.has("register") {
            root.fault("register", "missing; expected [[register]] tables")
        }
        ConfigTable.noteRepeated("name", in: tables)
        let registers = tables.compactMap { table in
            defer { table.finish() }
            return register(table)
        }
        noteRepeatedMeasures(registers)
        guard let title, registers.count == tables.count else { return nil }
        return ModbusMap(title: title, registers: registers, most: UInt16(most ?? 125))
    }

    private func register(_ table: ConfigTable) -> ModbusRegister? {
        let name = table.name("name")
        let function = table.integer("function", in: 1...4, required: true)
        let address = table.integer("address", in: 0...65_535, required: true)
        let kind = function.flatMap { ModbusTable(rawValue: UInt8($0)) }
        let type = type(table, kind)
        let orders = RegisterOrder.allCases.map { (name: $0.rawValue, value: $0) }
        let order = table.choice("order", among: orders) ?? .abcd
        let scale = table.number("scale", in: Self.widest) ?? 1
        if scale == 0 { table.fault("scale", "0 would make every value 0") }
        let offset = table.number("offset", in: Self.widest) ?? 0
        let measures = ModbusMeasure.all.map { (name: $0.name, value: $0) }
        let measure = table.choice("measures", among: measures, required: true)
        unit(table, measure)
        let valid = table.range("valid", within: measure?.possible ?? Self.widest, required: true)
        let unknown = unknown(table, type)
        if let address, let type, address + Int(type.count) > 65_536 {
            table.fault("address", "a value of \(type.count) registers does not fit there")
        }
        guard let name, let address, let kind, let type, let measure, let valid else { return nil }
        return ModbusRegister(
            name: name.rawValue,
            table: kind,
            address: UInt16(address),
            type: type,
            order: order,
            scale: scale,
            offset: offset,
            measure: measure,
            valid: valid,
            unknown: unknown
        )
    }

    /// Functions 1 and 2 read bits and nothing else does.
    private func type(_ table: ConfigTable, _ kind: ModbusTable?) -> RegisterType? {
        let isOfBits = kind?.isOfBits ?? false
        let types = RegisterType.allCases.filter { isOfBits == ($0 == .bit) }
        let type = table.choice(
            "type",
            among: types.map { (name: $0.rawValue, value: $0) },
            required: !isOfBits
        )
        return isOfBits ? .bit : type
    }

    private func unit(_ table: ConfigTable, _ measure: ModbusMeasure?) {
        guard let measure else {
            _ = table.string("unit")
            return
        }
        if measure.unit.isEmpty {
            if table.has("unit") {
                _ = table.string("unit")
                table.fault("unit", "'\(measure.name)' is a number without a unit")
            }
        } else {
            _ = table.choice("unit", among: [(name: measure.unit, value: ())], required: true)
        }
    }

    /// The bits of what the device sends when it has no value.
    private func unknown(_ table: ConfigTable, _ type: RegisterType?) -> [UInt64] {
        let range: ClosedRange<Int>
        switch type {
        case .bit: range = 0...1
        case .int16: range = Int(Int16.min)...Int(Int16.max)
        case .uint16: range = 0...Int(UInt16.max)
        case .int32: range = Int(Int32.min)...Int(Int32.max)
        case .uint32: range = 0...Int(UInt32.max)
        case .uint64: range = 0...Int.max
        case .int64, nil: range = Int.min...Int.max
        case .float32, .float64:
            if table.has("unknown") {
                _ = table.integers("unknown", in: Int.min...Int.max, atMost: 16)
                table.fault("unknown", "a float says by NaN that it has no value")
            }
            return []
        }
        let width = UInt64(type?.count ?? 4) * 16
        let mask = width == 64 ? UInt64.max : (1 << width) - 1
        let numbers = table.integers("unknown", in: range, atMost: 16) ?? []
        return numbers.map { UInt64(bitPattern: Int64($0)) & mask }
    }

    /// A device is in one place only.
    private func noteRepeatedMeasures(_ registers: [ModbusRegister]) {
        let places: [ModbusMeasure] = [.latitude, .longitude, .satellites, .speed, .course, .hdop]
        for measure in places where registers.count(where: { $0.measure == measure }) > 1 {
            root.fault("register", "more than one register measures \(measure.name)")
        }
        let has: (ModbusMeasure) -> Bool = { measure in registers.contains { $0.measure == measure } }
        if has(.latitude) != has(.longitude) {
            root.fault("register", "latitude and longitude belong together")
        }
    }
}

extension ModbusMeasure {
    /// What it can be at all.
    fileprivate var possible: ClosedRange<Double> {
        switch self {
        case .quantity(.temperature): -273.15...10_000
        case .quantity(.humidity): 0...100
        case .quantity: -1e9...1e9
        case .latitude: -90...90
        case .longitude: -180...180
        case .satellites: 0...255
        case .speed: 0...1_000
        case .course: 0...360
        case .hdop: 0...1_000
        case .status: -1e12...1e12
        }
    }
}
