/// A configuration item that is known by name.
package struct UBXConfigItem: Sendable, Hashable {
    /// How the bytes of a value are read.
    package enum Kind: Character, Sendable {
        case logical = "L"
        case unsigned = "U"
        case signed = "I"
        /// A number that stands for a choice.
        case choice = "E"
        case bits = "X"
        /// IEEE 754.
        case real = "R"
    }

    /// As u-blox writes it, such as `CFG-RATE-MEAS`.
    package let name: String
    package let key: UBXConfigKey
    package let kind: Kind

    package init(name: String, key: UBXConfigKey, kind: Kind) {
        self.name = name
        self.key = key
        self.kind = kind
    }

    /// All that are known, in the order of the tables.
    package static let all: [UBXConfigItem] =
        [navigation, ports, machine].flatMap(rows)
        + UBXOutput.all.flatMap { output in
            UBXPort.allCases.map {
                UBXConfigItem(name: output.itemName(on: $0), key: output.key(on: $0), kind: .unsigned)
            }
        }

    private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    private static let byKey = Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    package static func named(_ name: String) -> UBXConfigItem? { byName[name] }

    package static func item(_ key: UBXConfigKey) -> UBXConfigItem? { byKey[key] }

    private static func rows(_ table: String) -> [UBXConfigItem] {
        table.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 3, let key = UInt32(words[1], radix: 16),
                let kind = words[2].first.flatMap(Kind.init)
            else { return nil }
            return UBXConfigItem(name: "CFG-\(words[0])", key: UBXConfigKey(rawValue: key), kind: kind)
        }
    }
}
