/// The CFG messages of a receiver of generation 8, which keeps its settings as they are.
struct UbloxMessages {
    private static let port: UInt16 = 0x0600
    private static let rate: UInt16 = 0x0601

    /// By message; those of CFG-PRT by port, those of CFG-MSG by class and id.
    private var single: [UInt16: [UInt8]] = [
        0x0608: [0xE8, 0x03, 1, 0, 1, 0],
        0x0624: [
            0xFF, 0xFF, 0, 3, 0, 0, 0, 0, 0x10, 0x27, 0, 0, 5, 0, 250, 0, 250, 0, 100, 0, 44, 1, 0, 60, 0, 0,
            0,
            0, 0, 0, 0, 0, 0, 0, 0, 0,
        ],
        0x0639: [0xF3, 0xAC, 0x62, 0x2D, 0x1E, 0x03, 0, 0],
        0x063E: [
            0, 32, 32, 5, 0, 8, 16, 0, 1, 0, 1, 1, 1, 1, 3, 0, 1, 0, 1, 1, 2, 4, 8, 0, 0, 0, 1, 1, 5, 0, 3, 0,
            1,
            0, 1, 1, 6, 8, 14, 0, 1, 0, 1, 1,
        ],
    ]
    private var ports: [UInt8: [UInt8]] = [:]
    private var rates: [UInt16: [UInt8]] = [:]
    /// How often CFG-CFG saved, and to which devices.
    private(set) var saves: [UInt8] = []

    init(baud: UInt32) {
        for id: UInt8 in 0...4 {
            ports[id] =
                [id, 0, 0, 0, 0xC0, 8, 0, 0] + UbloxItems.bytes(UInt64(baud), 4) + [7, 0, 3, 0, 0, 0, 0, 0]
        }
        for kind: UInt16 in [0x0101, 0x0102, 0x0103, 0x0104, 0x0107, 0x0135, 0x0161, 0x0121, 0x0A09] {
            rates[kind] = [0, 0, 0, 0, 0, 0]
        }
        for id: UInt16 in 0...0x0F { rates[0xF000 | id] = [0, 0, 0, 0, 0, 0] }
        for id: UInt16 in 0...5 { rates[0xF000 | id] = [1, 1, 1, 1, 1, 0] }
    }

    /// The baud rate of UART 1.
    var baud: UInt32 {
        ports[1].map { $0[8..<12].reversed().reduce(0) { $0 << 8 | UInt32($1) } } ?? 9_600
    }

    /// The answer to a CFG message, if it asks for one, and whether it is acknowledged.
    mutating func take(_ kind: UInt16, _ payload: [UInt8]) -> (answer: [UInt8]?, isAccepted: Bool) {
        switch kind {
        case Self.port:
            guard payload.count == 1 || payload.count == 20, ports[payload[0]] != nil else {
                return (nil, false)
            }
            if payload.count == 1 { return (ports[payload[0]], true) }
            ports[payload[0]] = payload
            return (nil, true)
        case Self.rate:
            guard payload.count == 2 || payload.count == 8 else { return (nil, false) }
            let about = UInt16(payload[0]) << 8 | UInt16(payload[1])
            guard let old = rates[about] else { return (nil, false) }
            if payload.count == 2 { return (payload + old, true) }
            rates[about] = Array(payload[2...])
            return (nil, true)
        case 0x0609:
            guard payload.count == 13 || payload.count == 12 else { return (nil, false) }
            saves.append(payload.count == 13 ? payload[12] : 0x17)
            return (nil, true)
        default:
            guard let old = single[kind] else { return (nil, false) }
            if payload.isEmpty { return (old, true) }
            guard payload.count == old.count else { return (nil, false) }
            single[kind] = payload
            return (nil, true)
        }
    }
}
