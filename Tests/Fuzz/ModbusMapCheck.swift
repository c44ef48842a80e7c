import ConfigFiles
import FieldModel
import Hardware

@testable import Agent

/// The text of a register map.
enum ModbusMapCheck {
    static func run(_ bytes: [UInt8]) {
        let log = FaultLog(folder: "/")
        let lines = bytes.count { $0 == 0x0A } + 1
        do throws(ConfigFault) {
            let map = ModbusMapReader.map(try ConfigTable(document: bytes, log: log))
            if let map, log.faults.isEmpty { check(map) }
            require(map != nil || !log.faults.isEmpty, "no map, and nothing is wrong")
        } catch {
            log.faults.append(error)
        }
        for fault in log.faults {
            require(fault.line.map { (1...lines + 1).contains($0) } ?? true, "line \(fault) of \(lines)")
            require(!fault.message.isEmpty, "a fault without a word")
        }
    }

    private static func check(_ map: ModbusMap) {
        require((1...64).contains(map.registers.count), "\(map.registers.count) registers")
        require((1...125).contains(map.most), "\(map.most) at once")
        require(Set(map.registers.map(\.name)).count == map.registers.count, "two of one name")
        _ = requests(map)
        for register in map.registers {
            require(register.scale.isFinite && register.scale != 0, "scale \(register.scale)")
            require(register.offset.isFinite, "offset \(register.offset)")
            require(
                register.table.isOfBits == (register.type == .bit),
                "a \(register.type) of \(register.table)"
            )
            for bits in [0, 1, 0x7FFF, 0x8000, 0xFFFF, 0x7F80_0000, 0xFFFF_FFFF, 1 << 63, .max]
                + register.unknown
            {
                guard let value = try? register.value(bits) else { continue }
                require(register.valid.contains(value), "\(value) outside \(register.valid)")
            }
        }
    }

    /// The requests of a map, which read all of it and nothing else.
    static func requests(_ map: ModbusMap) -> [ModbusRequest] {
        let requests = map.requests(unit: 1)
        let largest = map.registers.map(\.type.count).max() ?? 1
        var covered = 0
        for request in requests {
            let limit = max(min(map.most, request.table.limit), largest)
            require((1...limit).contains(request.count), "\(request.count) entries at once")
            let answer: ModbusAnswer =
                request.table.isOfBits
                ? .bits([Bool](repeating: true, count: Int(request.count)))
                : .words([UInt16](repeating: 0xFFFF, count: Int(request.count)))
            var named = Set<Int>()
            for register in map.registers where answer.bits(of: register, in: request) != nil {
                named.formUnion(Int(register.address)..<Int(register.address) + Int(register.type.count))
            }
            require(named.count == Int(request.count), "\(request) asks for what nobody named")
            covered += named.count
        }
        let wanted = map.registers.reduce(into: Set<Int>()) { wanted, register in
            let first = Int(register.table.rawValue) << 16 + Int(register.address)
            wanted.formUnion(first..<first + Int(register.type.count))
        }
        require(covered >= wanted.count, "\(wanted.count) entries, and \(covered) are asked for")
        return requests
    }
}
