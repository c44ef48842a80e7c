import FieldModel

extension IntervalSet {
    /// The set as it is kept at rest: for each range the distance from the end of the last one and its length, as LEB128.
    var row: [UInt8] {
        var bytes: [UInt8] = []
        var end: UInt64 = 0
        for range in ranges {
            bytes.append(varint: range.lowerBound - end)
            bytes.append(varint: range.upperBound - range.lowerBound)
            end = range.upperBound
        }
        return bytes
    }

    /// Returns `nil` for bytes that `row` did not give.
    init?(row bytes: [UInt8]) {
        self.init()
        var rest = bytes[...]
        var end: UInt64 = 0
        while !rest.isEmpty {
            guard let distance = rest.popVarint(), let length = rest.popVarint(), length > 0,
                distance < 1 << 63, length < 1 << 63
            else { return nil }
            let (start, overflows) = end.addingReportingOverflow(distance)
            let (next, overflowsToo) = start.addingReportingOverflow(length)
            guard !overflows, !overflowsToo else { return nil }
            insert(start..<next)
            end = next
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(varint value: UInt64) {
        var value = value
        while value >= 0x80 {
            append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        append(UInt8(truncatingIfNeeded: value))
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func popVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
