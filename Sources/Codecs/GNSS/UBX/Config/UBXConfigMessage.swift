/// The payloads that write and ask for configuration items.
///
/// Source: F9 HPG 1.51 interface description, UBXDOC-963802114-13124, UBX-CFG-VALGET and -VALSET; the same in
/// M9 and M10.
package enum UBXConfigMessage {
    /// The most items of one message.
    package static let mostItems = 64

    /// Where a value is kept.
    package enum Layer: UInt8, CaseIterable, Sendable {
        /// What the receiver works with, lost with its power.
        case ram = 0
        /// Kept by the backup battery.
        case bbr = 1
        case flash = 2
        /// What the firmware brings along; cannot be written.
        case factory = 7
    }

    /// What one of several messages is to the change that they make together.
    package enum Step: UInt8, Sendable {
        /// The message stands alone.
        case single = 0
        /// Begins a change and gives up an open one.
        case first = 1
        case next = 2
        /// Makes everything of the change true at once. Its items count as well.
        case last = 3
    }

    /// VALSET: version (1 in a transaction), layers (bit 0 RAM, 1 BBR, 2 flash), transaction, reserved, then key and value.
    package static func set(_ settings: [UBXSetting], in layer: Layer, step: Step = .single) -> [UInt8] {
        guard layer != .factory else { return [] }
        var payload: [UInt8] = [step == .single ? 0 : 1, 1 << layer.rawValue, step.rawValue, 0]
        for setting in settings.prefix(mostItems) {
            append(setting.key, to: &payload)
            for byte in 0..<(setting.key.byteCount ?? 0) {
                payload.append(UInt8(truncatingIfNeeded: setting.bits >> UInt64(8 * byte)))
            }
        }
        return payload
    }

    /// VALGET: version 0, layer, how many matches to skip, then keys.
    package static func get(_ keys: [UBXConfigKey], from layer: Layer, skipping count: UInt16 = 0) -> [UInt8]
    {
        var payload: [UInt8] = [
            0, layer.rawValue, UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8),
        ]
        for key in keys.prefix(mostItems) { append(key, to: &payload) }
        return payload
    }

    /// What a receiver answered to VALGET.
    package struct Answer: Sendable, Equatable {
        package let layer: Layer
        /// How many matches were skipped.
        package let position: UInt16
        package let settings: [UBXSetting]

        /// Version 1, layer, position, then key and value.
        package init(_ payload: Span<UInt8>) throws(UBXFault) {
            guard payload.count >= 4, payload[0] == 1, let layer = Layer(rawValue: payload[1]) else {
                throw .malformed
            }
            var settings: [UBXSetting] = []
            var offset = 4
            while offset < payload.count {
                guard payload.count - offset > 4 else { throw .malformed }
                let key = UBXConfigKey(rawValue: payload.unsigned32(offset))
                guard let count = key.byteCount, payload.count - offset - 4 >= count else { throw .malformed }
                var bits: UInt64 = 0
                for byte in 0..<count { bits |= UInt64(payload[offset + 4 + byte]) << UInt64(8 * byte) }
                guard let setting = UBXSetting(key: key, bits: bits) else { throw .malformed }
                settings.append(setting)
                offset += 4 + count
            }
            self.layer = layer
            position = payload.unsigned16(2)
            self.settings = settings
        }
    }

    private static func append(_ key: UBXConfigKey, to payload: inout [UInt8]) {
        for byte in 0..<4 { payload.append(UInt8(truncatingIfNeeded: key.rawValue >> UInt32(8 * byte))) }
    }
}
