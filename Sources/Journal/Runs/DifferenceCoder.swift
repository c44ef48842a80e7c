/// Writes the events of a run one after the other, each as what could not be foreseen from those before it.
///
/// An entry is a number, LEB128, and what it calls for:
///
/// - 0: no event, it was thinned away.
/// - 1: length, LEB128, and canonical bytes.
/// - 2: an event of the last one's shape in which the same numbers as in the entry before were not foreseen: the
///   difference of each, zigzag LEB128.
/// - 3 + mask: the same for the numbers whose bits are set, the first number in the lowest.
///
/// A number is foreseen to stay or to go on by its last step, whichever was nearer of late.
struct DifferenceCoder {
    private static let maskedNumbers = 24

    private struct Number {
        var last: UInt64
        var step: UInt64 = 0
        /// Bits that each way of foreseeing missed by: half of it from the last event, a quarter from the one before.
        var missStaying: UInt32 = 0
        var missMoving: UInt32 = 0

        var foreseen: UInt64 { missMoving < missStaying ? last &+ step : last }

        mutating func note(_ value: UInt64) {
            missStaying = (missStaying + Self.bits(value &- last)) / 2
            missMoving = (missMoving + Self.bits(value &- (last &+ step))) / 2
            step = value &- last
            last = value
        }

        private static func bits(_ difference: UInt64) -> UInt32 {
            let zigzag = DifferenceCoder.zigzag(difference)
            return UInt32(64 - zigzag.leadingZeroBitCount) * 16
        }
    }

    private var shape: EventNumbers?
    private var numbers: [Number] = []
    private var mask: UInt64 = 0

    mutating func encode(_ event: [UInt8], to plain: inout [UInt8]) {
        let parts = EventNumbers(event)
        guard let parts, parts.shape == shape?.shape, parts.values.count <= Self.maskedNumbers else {
            plain.append(1)
            plain.append(leb128: UInt64(event.count))
            plain += event
            return begin(with: parts)
        }
        var unforeseen: UInt64 = 0
        for (index, value) in parts.values.enumerated() where value != numbers[index].foreseen {
            unforeseen |= 1 << UInt64(index)
        }
        plain.append(leb128: unforeseen == mask ? 2 : 3 + unforeseen)
        mask = unforeseen
        for (index, value) in parts.values.enumerated() {
            if unforeseen >> UInt64(index) & 1 == 1 {
                plain.append(leb128: Self.zigzag(value &- numbers[index].foreseen))
            }
            numbers[index].note(value)
        }
    }

    /// The next event, empty where one was thinned away; `nil` when the bytes are none of this coder's.
    mutating func decode(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let entry = rest.takeLEB128() else { return nil }
        switch entry {
        case 0: return []
        case 1:
            guard let length = rest.takeLEB128(), length <= UInt64(rest.count) else { return nil }
            let event = Array(rest.prefix(Int(length)))
            rest = rest.dropFirst(Int(length))
            begin(with: EventNumbers(event))
            return event
        default:
            guard var parts = shape, entry == 2 || entry - 3 < 1 << Self.maskedNumbers else { return nil }
            if entry > 2 { mask = entry - 3 }
            guard mask >> UInt64(numbers.count) == 0 else { return nil }
            for index in numbers.indices {
                var value = numbers[index].foreseen
                if mask >> UInt64(index) & 1 == 1 {
                    guard let difference = rest.takeLEB128() else { return nil }
                    value &+= Self.unzigzag(difference)
                }
                numbers[index].note(value)
                parts.values[index] = value
            }
            return parts.bytes
        }
    }

    private mutating func begin(with parts: EventNumbers?) {
        shape = parts
        numbers = parts?.values.map { Number(last: $0) } ?? []
        mask = 0
    }

    private static func zigzag(_ difference: UInt64) -> UInt64 {
        let signed = Int64(bitPattern: difference)
        return UInt64(bitPattern: signed << 1 ^ signed >> 63)
    }

    private static func unzigzag(_ value: UInt64) -> UInt64 {
        value >> 1 ^ (0 &- (value & 1))
    }
}
