/// The configuration items of a receiver of generation 9 and later, in their layers.
struct UbloxItems {
    private static let perAnswer = 64
    /// Layer numbers of VALGET; the bits of VALSET are two to their power.
    private static let layers: [UInt8] = [0, 1, 2]

    private let factory: [UInt32: UInt64]
    private(set) var layers: [UInt8: [UInt32: UInt64]]
    private var open: [(key: UInt32, value: UInt64)]?
    private var openLayers: UInt8 = 0

    init(factory: [UInt32: UInt64]) {
        self.factory = factory
        layers = [0: factory, 1: [:], 2: [:]]
    }

    /// The value that the receiver works with.
    func value(_ key: UInt32) -> UInt64? { layers[0]?[key] }

    /// VALSET; false is a NAK.
    mutating func set(_ payload: [UInt8]) -> Bool {
        guard payload.count >= 4, payload[0] <= 1, payload[1] & 7 != 0, payload[1] & ~7 == 0 else {
            return false
        }
        let step = payload[0] == 1 ? payload[2] & 3 : 0
        guard let settings = read(payload.dropFirst(4)), settings.count <= Self.perAnswer else {
            open = nil
            return false
        }
        switch step {
        case 0: write(settings, layers: payload[1])
        case 1: (open, openLayers) = (settings, payload[1])
        default:
            guard let begun = open, openLayers == payload[1] else { return false }
            open = begun + settings
            guard step == 3 else { break }
            write(begun + settings, layers: payload[1])
            open = nil
        }
        return true
    }

    /// VALDEL; false is a NAK.
    mutating func delete(_ payload: [UInt8]) -> Bool {
        guard payload.count >= 4, (payload.count - 4) % 4 == 0, payload[1] & 6 != 0, payload[1] & ~6 == 0
        else { return false }
        let keys = stride(from: 4, to: payload.count, by: 4).map { Self.word(payload[$0..<$0 + 4]) }
        guard keys.allSatisfy({ factory[$0] != nil }) else { return false }
        for layer: UInt8 in [1, 2] where payload[1] & 1 << layer != 0 {
            for key in keys { layers[layer]?[key] = nil }
        }
        return true
    }

    /// VALGET; `nil` is a NAK.
    func get(_ payload: [UInt8]) -> [UInt8]? {
        guard payload.count > 4, payload.count <= 4 + 4 * Self.perAnswer, (payload.count - 4) % 4 == 0,
            payload[0] == 0, let held = payload[1] == 7 ? factory : layers[payload[1]]
        else { return nil }
        let skip = Int(payload[2]) | Int(payload[3]) << 8
        var found: [UInt32] = []
        for index in stride(from: 4, to: payload.count, by: 4) {
            let key = Self.word(payload[index..<index + 4])
            if key & 0x0FFF_FFFF == 0x0FFF_FFFF {
                found += held.keys.sorted()
            } else if key & 0xFFFF == 0xFFFF {
                found += held.keys.filter { $0 & 0xFF_0000 == key & 0xFF_0000 }.sorted()
            } else {
                guard factory[key] != nil, held[key] != nil else { return nil }
                found.append(key)
            }
        }
        guard skip < max(found.count, 1), !found.isEmpty else { return nil }
        var answer: [UInt8] = [1] + payload[1..<4]
        for key in found.dropFirst(skip).prefix(Self.perAnswer) {
            answer += Self.bytes(UInt64(key), 4) + Self.bytes(held[key] ?? 0, Self.size(key))
        }
        return answer
    }

    private mutating func write(_ settings: [(key: UInt32, value: UInt64)], layers bits: UInt8) {
        for layer in Self.layers where bits & 1 << layer != 0 {
            for setting in settings { layers[layer]?[setting.key] = setting.value }
        }
    }

    /// Keys and values; `nil` when one is unknown or cut off.
    private func read(_ bytes: ArraySlice<UInt8>) -> [(key: UInt32, value: UInt64)]? {
        var rest = bytes
        var settings: [(key: UInt32, value: UInt64)] = []
        while !rest.isEmpty {
            guard rest.count > 4 else { return nil }
            let key = Self.word(rest.prefix(4))
            let size = Self.size(key)
            guard factory[key] != nil, rest.count >= 4 + size else { return nil }
            let value = rest.dropFirst(4).prefix(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            settings.append((key, value))
            rest = rest.dropFirst(4 + size)
        }
        return settings
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    private static func size(_ key: UInt32) -> Int {
        switch key >> 28 {
        case 3: 2
        case 4: 4
        case 5: 8
        default: 1
        }
    }
}
