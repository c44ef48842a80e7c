/// Where a receiver of generation 8 keeps what later ones keep as a configuration item: some bits of a CFG message.
///
/// Source: u-blox 8 / M8 receiver description, UBX-13003221, §32.10.
package struct UBXLegacyField: Sendable, Hashable {
    /// A CFG message and what its poll asks for: a port, or a message's class and id.
    package struct Request: Sendable, Hashable {
        package let message: UBXMessage
        package let payload: [UInt8]
    }

    package let key: UBXConfigKey
    package let request: Request
    /// The first bit of the value, counted from the payload's first byte, little-endian.
    let bit: Int
    /// 1...32.
    let width: Int
    /// For CFG-GNSS: the system, in whose block `bit` counts.
    let system: UInt8?

    init(key: UBXConfigKey, request: Request, bit: Int, width: Int, system: UInt8? = nil) {
        self.key = key
        self.request = request
        self.bit = bit
        self.width = width
        self.system = system
    }

    /// The value in an answer of a receiver; `nil` when the answer is too short, or lacks the system.
    package func value(in payload: [UInt8]) -> UBXSetting? {
        guard let first = start(in: payload) else { return nil }
        var bits: UInt64 = 0
        for place in 0..<width where payload[(first + place) / 8] >> UInt8((first + place) % 8) & 1 != 0 {
            bits |= 1 << UInt64(place)
        }
        return UBXSetting(key: key, bits: bits)
    }

    /// Puts a value into an answer, which is then to be sent back whole; false when it does not fit.
    package func put(_ setting: UBXSetting, into payload: inout [UInt8]) -> Bool {
        guard let first = start(in: payload), width == 64 || setting.bits >> UInt64(width) == 0 else {
            return false
        }
        for place in 0..<width {
            let mask = UInt8(1) << UInt8((first + place) % 8)
            let isSet = setting.bits >> UInt64(place) & 1 != 0
            if isSet {
                payload[(first + place) / 8] |= mask
            } else {
                payload[(first + place) / 8] &= ~mask
            }
        }
        return true
    }

    private func start(in payload: [UInt8]) -> Int? {
        var first = bit
        if let system {
            guard payload.count >= 4 else { return nil }
            let blocks = stride(from: 4, to: payload.count - 7, by: 8).prefix(Int(payload[3]))
            guard let block = blocks.first(where: { payload[$0] == system }) else { return nil }
            first += block * 8
        }
        return first + width <= payload.count * 8 ? first : nil
    }
}

extension UBXLegacyField.Request {
    /// Whether an answer of a receiver is the one to this request.
    package func isAnswered(by message: UBXMessage, _ payload: [UInt8]) -> Bool {
        message == self.message && payload.count >= leastBytes && payload.starts(with: self.payload)
    }

    /// What goes back to the receiver: CFG-NAV5 says first which of its fields count, and all of them do.
    package func command(_ payload: [UInt8]) -> [UInt8] {
        guard message == .cfgNavigation, payload.count >= 2 else { return payload }
        return [0xFF, 0x05] + payload.dropFirst(2)
    }

    private var leastBytes: Int {
        switch message {
        case .cfgPort: 20
        case .cfgOutput: 8
        case .cfgRate: 6
        case .cfgNavigation: 36
        case .cfgInterference: 8
        default: 4
        }
    }
}
