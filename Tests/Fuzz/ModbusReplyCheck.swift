import FieldModel
import Hardware

/// A map, and what devices answer to its requests. The first byte says how many registers the map has; each takes six: table, type and
/// order; two of its address; scale and offset; bits that mean no value. Then the most entries of a reply; the rest is replies, each after a
/// byte that says whether its head is taken as it is or made to fit.
enum ModbusReplyCheck {
    static func run(_ bytes: [UInt8]) {
        var rest = bytes[...]
        let count = Int(rest.popFirst() ?? 0) % 16
        var registers: [ModbusRegister] = []
        while registers.count < count, rest.count >= 6 {
            registers.append(register(Array(rest.prefix(6)), registers.count))
            rest = rest.dropFirst(6)
        }
        let most = UInt16(rest.popFirst() ?? 124) % 125 + 1
        let map = ModbusMap(title: "", registers: registers, most: most)
        for request in ModbusMapCheck.requests(map) {
            guard let kind = rest.popFirst() else { return }
            let reply = reply(to: request, kind, &rest)
            guard let answer = try? ModbusAnswer(reply, to: request) else { continue }
            for register in registers { check(register, answer, request, Array(reply.dropFirst(3))) }
        }
    }

    private static let factors = [1, 0.1, 0.01, -1, 1e12, -1e12, 1e-9, 40]

    private static func register(_ bytes: [UInt8], _ number: Int) -> ModbusRegister {
        let table = ModbusTable.allCases[Int(bytes[0] & 3)]
        let types = RegisterType.allCases.filter { table.isOfBits == ($0 == .bit) }
        let type = types[Int(bytes[0] >> 2 & 7) % types.count]
        // The reader of maps lets no value reach beyond the table.
        let address = min(UInt16(bytes[1]) << 8 | UInt16(bytes[2]), UInt16.max - type.count + 1)
        return ModbusRegister(
            name: "r\(number)",
            table: table,
            address: address,
            type: type,
            order: RegisterOrder.allCases[Int(bytes[0] >> 5 & 3)],
            scale: factors[Int(bytes[3] & 7)],
            offset: bytes[4] & 1 == 0 ? 0 : factors[Int(bytes[4] >> 1 & 7)],
            measure: .quantity(.voltage),
            valid: -1e9...1e9,
            unknown: bytes[5] & 1 == 0 ? [] : [UInt64(bytes[5]), 0xFFFF]
        )
    }

    private static func reply(
        to request: ModbusRequest,
        _ kind: UInt8,
        _ rest: inout ArraySlice<UInt8>
    ) -> ArraySlice<UInt8> {
        guard kind & 1 == 1 else {
            let reply = rest.prefix(Int(kind >> 1))
            rest = rest.dropFirst(reply.count)
            return reply
        }
        var payload = Array(rest.prefix(request.payload))
        rest = rest.dropFirst(payload.count)
        payload += [UInt8](repeating: kind, count: request.payload - payload.count)
        return ([request.unit, request.table.rawValue, UInt8(request.payload)] + payload)[...]
    }

    private static func check(
        _ register: ModbusRegister,
        _ answer: ModbusAnswer,
        _ request: ModbusRequest,
        _ payload: [UInt8]
    ) {
        guard let bits = answer.bits(of: register, in: request) else { return }
        let first = Int(register.address) - Int(request.address)
        require(
            first >= 0 && first + Int(register.type.count) <= Int(request.count),
            "a value beyond its reply"
        )
        require(bits == expected(register, first, payload), "\(register) of \(payload) is \(bits)")
        let number = register.type.number(bits)
        switch register.type {
        case .bit: require(number == 0 || number == 1, "a bit of \(number)")
        case .int16, .int32:
            let width = Int(register.type.count) * 16
            let top = bits >> (width - 1) == 1 ? Double(sign: .plus, exponent: width, significand: 1) : 0
            require(number == Double(bits) - top, "\(bits) as \(register.type) is \(number)")
        case .uint16, .uint32: require(number == Double(bits), "\(bits) as \(register.type) is \(number)")
        case .int64, .uint64: require(number.isFinite, "\(number)")
        case .float32, .float64: break
        }
        do throws(ModbusRegister.Fault) {
            let value = try register.value(bits)
            require(value.isFinite && register.valid.contains(value), "a value of \(value)")
            require(!register.unknown.contains(bits), "a value where there is none")
        } catch {
            require((error == .noValue) == register.unknown.contains(bits), "\(error) of \(bits)")
        }
    }

    /// The bits by the names of the orders: A is the highest byte.
    private static func expected(_ register: ModbusRegister, _ first: Int, _ payload: [UInt8]) -> UInt64 {
        if register.type == .bit { return UInt64(payload[first / 8] >> UInt8(first % 8) & 1) }
        let bytes = Array(payload[first * 2..<(first + Int(register.type.count)) * 2])
        let pairs = stride(from: 0, to: bytes.count, by: 2).map { Array(bytes[$0..<$0 + 2]) }
        let ordered: [UInt8] =
            switch register.order {
            case .abcd: bytes
            case .cdab: Array(pairs.reversed().joined())
            case .badc: pairs.flatMap { $0.reversed() }
            case .dcba: bytes.reversed()
            }
        return ordered.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
