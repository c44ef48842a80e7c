import Codecs

/// UBX frames and payloads as a receiver sends them.
enum UBXBytes {
    static func head(_ message: UBXMessage, length: Int) -> [UInt8] {
        [
            0xB5, 0x62, UInt8(message.rawValue >> 8), UInt8(truncatingIfNeeded: message.rawValue),
            UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8),
        ]
    }

    static func frame(_ message: UBXMessage, _ payload: [UInt8]) -> [UInt8] {
        let bytes = head(message, length: payload.count) + payload
        let summed = bytes.dropFirst(2)
        let sum = UBXFrame.checksum(summed.span)
        return bytes + [sum.0, sum.1]
    }

    /// A payload of zeroes with little-endian values of so many bytes at their offsets.
    static func payload(_ count: Int, _ fields: [(offset: Int, bytes: Int, value: Int)]) -> [UInt8] {
        var payload = [UInt8](repeating: 0, count: count)
        for field in fields {
            for byte in 0..<field.bytes {
                payload[field.offset + byte] = UInt8(truncatingIfNeeded: field.value >> (8 * byte))
            }
        }
        return payload
    }

    /// NAV-PVT in Stockholm, 2026-06-01 12:00:00.1 UTC, a Monday.
    static func pvt(
        at time: Int = 129_618_100,
        kind: Int = 3,
        flags: Int = 1,
        nanoseconds: Int = 100_000_000,
        clock: (hour: Int, minute: Int, second: Int) = (12, 0, 0),
        valid: Int = 7,
        invalid: Int = 0
    ) -> [UInt8] {
        payload(
            92,
            [
                (0, 4, time), (4, 2, 2_026), (6, 1, 6), (7, 1, 1), (8, 1, clock.hour), (9, 1, clock.minute),
                (10, 1, clock.second), (11, 1, valid), (16, 4, nanoseconds), (20, 1, kind), (21, 1, flags),
                (23, 1, 17), (24, 4, 180_322_000), (28, 4, 593_522_001), (32, 4, 51_234), (36, 4, 28_000),
                (40, 4, 1_500), (60, 4, 12_345), (64, 4, 8_440_000), (78, 2, invalid),
            ]
        )
    }

    static func sol(at time: Int, kind: Int = 3, flags: Int = 0x0D, week: Int = 2_421) -> [UInt8] {
        payload(
            52,
            [
                (0, 4, time), (8, 2, week), (10, 1, kind), (11, 1, flags), (12, 4, 309_921_000),
                (16, 4, 100_882_000), (20, 4, 546_455_000), (24, 4, 250), (28, 4, 100), (47, 1, 6),
            ]
        )
    }

    static func posLLH(at time: Int) -> [UInt8] {
        payload(
            28,
            [
                (0, 4, time), (4, 4, -1_213_140_901), (8, 4, -440_688_113), (12, 4, 90_000), (16, 4, 60_000),
                (20, 4, 2_000),
            ]
        )
    }

    static func status(at time: Int, kind: Int = 3, flags: Int = 0x0D, more: Int = 0) -> [UInt8] {
        payload(16, [(0, 4, time), (4, 1, kind), (5, 1, flags), (7, 1, more)])
    }

    static func end(at time: Int) -> [UInt8] { payload(4, [(0, 4, time)]) }
}
