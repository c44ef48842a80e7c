import FieldModel

extension OpenExcursion {
    private static let version: UInt8 = 1
    private static let size = 2 + 4 + 8 * 5 + 4 + 8

    /// Little-endian: version 1, flags (1 declared, 2 a wall clock), start's boot and milliseconds, its Unix milliseconds, minimum,
    /// maximum, elapsed milliseconds and the last moment's boot and milliseconds; 8 bytes each but version and flags, boots 4.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = [Self.version, (isDeclared ? 1 : 0) | (start.unix == nil ? 0 : 2)]
        Self.append(start.instant.boot, to: &bytes)
        Self.append(start.instant.milliseconds, to: &bytes)
        Self.append(UInt64(bitPattern: start.unix ?? 0), to: &bytes)
        Self.append(UInt64(bitPattern: minimum), to: &bytes)
        Self.append(UInt64(bitPattern: maximum), to: &bytes)
        Self.append(elapsed, to: &bytes)
        Self.append(last.boot, to: &bytes)
        Self.append(last.milliseconds, to: &bytes)
        return bytes
    }

    /// Returns `nil` for bytes that are no state.
    package init?(decoding bytes: [UInt8]) {
        guard bytes.count == Self.size, bytes[0] == Self.version, bytes[1] < 4 else { return nil }
        var position = 2
        func next(_ count: Int) -> UInt64 {
            defer { position += count }
            return bytes[position..<position + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let startBoot = UInt32(truncatingIfNeeded: next(4))
        let startInstant = BootInstant(boot: startBoot, milliseconds: next(8))
        let unix = Int64(bitPattern: next(8))
        let start = ClimateMoment(instant: startInstant, unix: bytes[1] & 2 == 0 ? nil : unix)
        let (minimum, maximum) = (Int64(bitPattern: next(8)), Int64(bitPattern: next(8)))
        let elapsed = next(8)
        let lastBoot = UInt32(truncatingIfNeeded: next(4))
        guard minimum <= maximum else { return nil }
        self.init(
            start: start,
            minimum: minimum,
            maximum: maximum,
            elapsed: elapsed,
            last: BootInstant(boot: lastBoot, milliseconds: next(8))
        )
        isDeclared = bytes[1] & 1 == 1
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
}
