import FieldModel

extension GpsdParser {
    /// SKY: hdop, uSat used of nSat. Before protocol 3.14 the satellites themselves say whether they are used.
    mutating func readSky(_ bytes: Span<UInt8>, _ cursor: inout JSONCursor) throws(GpsdFault) -> Outcome {
        var device: Range<Int>?
        var hdop: Double?
        var used: UInt8?
        while let (key, value) = try cursor.member(bytes) {
            if bytes.spells("device", at: key) {
                device = value.string
            } else if bytes.spells("hdop", at: key) {
                hdop = value.number.flatMap { $0 > 0 && $0 < 99 ? $0 : nil }
            } else if bytes.spells("uSat", at: key) {
                used = value.number.flatMap { UInt8(exactly: $0) }
            } else if bytes.spells("satellites", at: key), case .array(let range) = value, used == nil {
                used = try Self.used(range, bytes)
            }
        }
        // gpsd 3.22 sends a SKY without dilution before the whole one.
        withDevice(device, bytes) {
            $0.hdop = hdop ?? $0.hdop
            $0.satellites = used ?? $0.satellites
            $0.age = 0
        }
        return .report(.sky(hdop: hdop, satellites: used))
    }

    private static func used(_ range: Range<Int>, _ bytes: Span<UInt8>) throws(GpsdFault) -> UInt8 {
        var used: UInt8 = 0
        var satellites = JSONCursor(range)
        while let satellite = try satellites.element(bytes) {
            guard case .object(let range) = satellite else { throw .malformed }
            var members = JSONCursor(range)
            var isUsed = false
            while let (key, value) = try members.member(bytes) {
                if bytes.spells("used", at: key) { isUsed = value.bool == true }
            }
            if isUsed, used < .max { used += 1 }
        }
        return used
    }

    /// TOFF: what the receiver said the time was, and this machine's clock then.
    static func readOffset(_ bytes: Span<UInt8>, _ cursor: inout JSONCursor) throws(GpsdFault) -> Outcome {
        var real: (seconds: Int64?, nanoseconds: Int64?) = (nil, nil)
        var clock: (seconds: Int64?, nanoseconds: Int64?) = (nil, nil)
        while let (key, value) = try cursor.member(bytes) {
            let number = value.number.flatMap { Int64(exactly: $0) }
            if bytes.spells("real_sec", at: key) {
                real.seconds = number
            } else if bytes.spells("real_nsec", at: key) {
                real.nanoseconds = number
            } else if bytes.spells("clock_sec", at: key) {
                clock.seconds = number
            } else if bytes.spells("clock_nsec", at: key) {
                clock.nanoseconds = number
            }
        }
        guard let a = real.seconds, let b = real.nanoseconds, let c = clock.seconds,
            let d = clock.nanoseconds,
            [a, c].allSatisfy({ (0...4_294_967_295).contains($0) }),
            [b, d].allSatisfy({ (0..<1_000_000_000).contains($0) })
        else { throw .malformed }
        return .report(.offset(nanoseconds: (a - c) * 1_000_000_000 + b - d))
    }

    static func readVersion(_ bytes: Span<UInt8>, _ cursor: inout JSONCursor) throws(GpsdFault) -> Outcome {
        var (major, minor): (Int?, Int?) = (nil, nil)
        while let (key, value) = try cursor.member(bytes) {
            let number = value.number.flatMap { Int(exactly: $0) }
            if bytes.spells("proto_major", at: key) { major = number }
            if bytes.spells("proto_minor", at: key) { minor = number }
        }
        guard let major, let minor else { throw .malformed }
        guard major == 3 else { throw .version }
        return .report(.version(major: major, minor: minor))
    }

    /// DEVICES: those that gpsd has open say since when.
    static func readDevices(_ bytes: Span<UInt8>, _ cursor: inout JSONCursor) throws(GpsdFault) -> Outcome {
        var (known, open) = (0, 0)
        while let (key, value) = try cursor.member(bytes) {
            guard bytes.spells("devices", at: key), case .array(let range) = value else { continue }
            var devices = JSONCursor(range)
            while let device = try devices.element(bytes) {
                guard case .object(let range) = device else { throw .malformed }
                known += 1
                var members = JSONCursor(range)
                var isOpen = false
                while let (key, value) = try members.member(bytes) {
                    if bytes.spells("activated", at: key) { isOpen = value != .null }
                }
                if isOpen { open += 1 }
            }
        }
        return .report(.devices(known: known, open: open))
    }

    static func readWatch(_ bytes: Span<UInt8>, _ cursor: inout JSONCursor) throws(GpsdFault) -> Outcome {
        var isEnabled: Bool?
        while let (key, value) = try cursor.member(bytes) {
            if bytes.spells("enable", at: key) { isEnabled = value.bool }
        }
        guard let isEnabled else { throw .malformed }
        return .report(.watch(isEnabled: isEnabled))
    }
}
