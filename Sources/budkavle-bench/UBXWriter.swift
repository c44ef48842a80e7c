import Codecs
import Simulator

/// Writes NAV-PVT and NAV-EOE as a receiver does.
///
/// Source: u-blox 8 / M8 receiver description, UBX-13003221, §32.17.14 and §33.2.
enum UBXWriter {
    /// Both messages of a second.
    static func frames(_ epoch: NMEAWriter.Epoch) -> [[UInt8]] {
        // 2026-01-01 was a Thursday; the week of GPS time begins on Sunday. Leap seconds do not matter to a reader.
        let towMilliseconds = UInt32((epoch.seconds + 4 * 86_400) % 604_800 * 1_000)
        var pvt = [UInt8](repeating: 0, count: 92)
        put(towMilliseconds, &pvt, 0)
        put(UInt16(2026), &pvt, 4)
        let (month, day) = date(epoch.seconds / 86_400)
        pvt[6] = month
        pvt[7] = day
        pvt[8] = UInt8(epoch.seconds / 3_600 % 24)
        pvt[9] = UInt8(epoch.seconds / 60 % 60)
        pvt[10] = UInt8(epoch.seconds % 60)
        pvt[11] = 0x07  // date, time, fully resolved
        put(UInt32(30), &pvt, 12)
        pvt[20] = 3  // three dimensions
        pvt[21] = 0x01  // fix OK
        pvt[23] = UInt8(epoch.satellites)
        put(Int32((epoch.longitude * 1e7).rounded()), &pvt, 24)
        put(Int32((epoch.latitude * 1e7).rounded()), &pvt, 28)
        put(Int32(((epoch.altitude + 23) * 1e3).rounded()), &pvt, 32)
        put(Int32((epoch.altitude * 1e3).rounded()), &pvt, 36)
        put(UInt32((epoch.hdop * 2_500).rounded()), &pvt, 40)
        put(UInt32((epoch.hdop * 4_000).rounded()), &pvt, 44)
        put(Int32((epoch.speed * 1e3).rounded()), &pvt, 60)
        put(Int32((epoch.course * 1e5).rounded()), &pvt, 64)
        put(UInt16((epoch.hdop * 150).rounded()), &pvt, 76)
        var end = [UInt8](repeating: 0, count: 4)
        put(towMilliseconds, &end, 0)
        return [frame(0x01, 0x07, pvt), frame(0x01, 0x61, end)]
    }

    private static func frame(_ group: UInt8, _ id: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let body = [group, id, UInt8(payload.count & 0xFF), UInt8(payload.count >> 8)] + payload
        let (a, b) = UBXFrame.checksum(body.span)
        return [UBXFrame.sync.0, UBXFrame.sync.1] + body + [a, b]
    }

    private static func put(_ value: some FixedWidthInteger, _ bytes: inout [UInt8], _ offset: Int) {
        withUnsafeBytes(of: value.littleEndian) {
            bytes.replaceSubrange(offset..<offset + $0.count, with: $0)
        }
    }

    /// Month and day of a day of 2026.
    private static func date(_ dayOfYear: UInt64) -> (month: UInt8, day: UInt8) {
        var rest = dayOfYear
        for (index, length) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
            if rest < length { return (UInt8(index + 1), UInt8(rest + 1)) }
            rest -= UInt64(length)
        }
        return (12, 31)
    }
}
