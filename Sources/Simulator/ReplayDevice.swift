import Glibc
package import LinuxIO

/// Plays a recorded log of a receiver in its own rhythm: pauses as long as the time of day in RMC and GGA moved.
package struct ReplayDevice: SimulatedDevice {
    /// Larger logs are refused, in bytes.
    package static let maximumBytes = 64 << 20

    package let name: String
    private let bytes: [UInt8]
    private var position = 0

    /// Plays bytes as they are, ends of lines included.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    package init(name: String, reading path: String) throws(Errno) {
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= Self.maximumBytes {
            let count = try file.read(into: &block)
            if count == 0 { break }
            bytes += block[..<count]
        }
        guard bytes.count <= Self.maximumBytes else { throw Errno(rawValue: EFBIG) }
        self.init(name: name, bytes: bytes)
    }

    package mutating func play(on line: DeviceLine) async {
        var lines = 0
        var clock: Int?
        while position < bytes.count, await line.waitForReader() {
            let end = bytes[position...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            let text = bytes[position..<end]
            if let time = Self.timeOfDay(text) {
                let pause = time - (clock ?? time)
                clock = time
                if (1...60).contains(pause), await !line.sleep(seconds: Double(pause)) { break }
            }
            // A line that its reader did not take whole is played again to the next one.
            guard await line.type(Array(text)) else { continue }
            position = end
            lines += 1
        }
        line.record.add(["device": .text(name), "kind": .text("end"), "lines": .number(lines)])
    }

    /// Seconds since midnight of an RMC or GGA sentence.
    private static func timeOfDay(_ line: ArraySlice<UInt8>) -> Int? {
        let fields = line.prefix(32).split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count > 1, fields[0].count == 6, fields[1].count >= 6 else { return nil }
        let kind = String(decoding: fields[0].suffix(3), as: UTF8.self)
        guard kind == "RMC" || kind == "GGA",
            let clock = Int(String(decoding: fields[1].prefix(6), as: UTF8.self)), clock >= 0
        else { return nil }
        return clock / 10_000 * 3_600 + clock / 100 % 100 * 60 + clock % 100
    }
}
