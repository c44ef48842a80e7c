/// A message that a receiver can send by itself, every so many navigation epochs.
package struct UBXOutput: Sendable, Hashable {
    /// Such as `UBX-NAV-PVT` and `NMEA-RMC`.
    package let name: String
    package let message: UBXMessage
    /// The key of its rate on I2C; the other ports follow.
    private let firstKey: UInt32

    package static let all: [UBXOutput] = table.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ")
        guard words.count == 3, let message = UInt16(words[1], radix: 16),
            let key = UInt32(words[2], radix: 16)
        else { return nil }
        return UBXOutput(
            name: String(words[0]),
            message: UBXMessage(rawValue: message),
            firstKey: key
        )
    }

    private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    package static func named(_ name: String) -> UBXOutput? { byName[name] }

    /// The key of its rate on a port: CFG-MSGOUT counts ports as CFG-PRT does.
    package func key(on port: UBXPort) -> UBXConfigKey {
        UBXConfigKey(rawValue: firstKey &+ UInt32(port.rawValue))
    }

    /// Such as `CFG-MSGOUT-UBX_NAV_PVT_UART1` and `CFG-MSGOUT-NMEA_ID_RMC_UART1`.
    package func itemName(on port: UBXPort) -> String {
        let words = name.split(separator: "-").map(String.init)
        let head = words.first == "NMEA" ? ["NMEA", "ID"] : words.prefix(1).map { $0 }
        return "CFG-MSGOUT-" + (head + words.dropFirst() + [port.name]).joined(separator: "_")
    }
}
