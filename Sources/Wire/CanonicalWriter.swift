/// Writes fields as protobuf does: in the order in which they are given, each with its number.
struct CanonicalWriter {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(160) }

    /// A number that is left out when it is zero.
    mutating func number(_ field: UInt8, _ value: some UnsignedInteger & FixedWidthInteger) {
        if value != 0 { entered(field, value) }
    }

    /// A number that says something when it is zero.
    mutating func entered(_ field: UInt8, _ value: some UnsignedInteger & FixedWidthInteger) {
        varint(UInt64(field) << 3)
        varint(UInt64(value))
    }

    /// A signed number in zigzag, that is left out when it is zero.
    mutating func signed(_ field: UInt8, _ value: Int64) {
        if value != 0 { enteredSigned(field, value) }
    }

    mutating func enteredSigned(_ field: UInt8, _ value: Int64) {
        entered(field, UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    /// A text that is left out when there is none.
    mutating func text(_ field: UInt8, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// A list of numbers, packed, that is left out when there is none.
    mutating func packed(_ field: UInt8, _ values: [UInt32]?) {
        guard let values, !values.isEmpty else { return }
        message(field) { writer in for value in values { writer.varint(UInt64(value)) } }
    }

    /// What `body` writes, with its length before it.
    mutating func message(_ field: UInt8, _ body: (inout Self) -> Void) {
        varint(UInt64(field) << 3 | 2)
        let start = bytes.count
        bytes.append(0)
        body(&self)
        var length = bytes.count - start - 1
        var index = start
        // Nearly all are shorter than 128 and have their length in the byte that waits for it.
        while length > 0x7F {
            bytes[index] = UInt8(length & 0x7F) | 0x80
            length >>= 7
            index += 1
            bytes.insert(0, at: index)
        }
        bytes[index] = UInt8(length)
    }

    private mutating func varint(_ value: UInt64) {
        var value = value
        while value > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: value))
    }
}
