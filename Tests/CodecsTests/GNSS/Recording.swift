import Codecs
import FieldModel
import Glibc

/// One recorded receiver of ../shared/gnss: its bytes, and the epochs that gpsd made of them.
struct Recording {
    struct Epoch {
        /// Milliseconds since midnight.
        let timeOfDay: UInt32
        let latitude: Double
        let longitude: Double
    }

    static let folder = "../shared/gnss"
    /// Degrees.
    static let tolerance = 1e-5

    let name: String
    let bytes: [UInt8]
    let expected: [Epoch]

    /// All recordings in the order of their names; none where the folder is absent.
    static let all: [Recording] = {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".log") { names.append(String(name.dropLast(4))) }
        }
        return names.sorted().compactMap { Recording($0) }
    }()

    init?(_ name: String) {
        guard let log = Self.read("\(Self.folder)/\(name).log"),
            let lines = Self.read("\(Self.folder)/\(name).expected.jsonl")
        else { return nil }
        self.name = name
        bytes = log
        expected = lines.split(separator: 0x0A).compactMap { Self.epoch(String(decoding: $0, as: UTF8.self)) }
    }

    /// Everything that the decoder gives for the bytes, fed in pieces.
    func positions(pieces: Int = 4_096) -> [Position] {
        var decoder = GNSSDecoder()
        var found: [Position] = []
        var rest = bytes[...]
        while true {
            while let outcome = decoder.next() {
                if case .position(let position) = outcome { found.append(position) }
            }
            if rest.isEmpty { break }
            rest = rest.dropFirst(decoder.push(Array(rest.prefix(pieces)).span))
        }
        decoder.finish()
        while let outcome = decoder.next() {
            if case .position(let position) = outcome { found.append(position) }
        }
        return found
    }

    static func isNear(_ epoch: Epoch, _ position: Position) -> Bool {
        abs(epoch.latitude - position.latitude) < tolerance
            && abs(epoch.longitude - position.longitude) < tolerance
    }

    static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { all += piece[..<count] }
        return all
    }

    private static func epoch(_ line: String) -> Epoch? {
        guard let tod = value("tod", line), let latitude = value("lat", line).flatMap({ Double($0) }),
            let longitude = value("lon", line).flatMap({ Double($0) })
        else { return nil }
        let parts = tod.split(separator: ":")
        guard parts.count == 3, let hours = UInt32(parts[0]), let minutes = UInt32(parts[1]),
            let seconds = Double(parts[2])
        else { return nil }
        return Epoch(
            timeOfDay: (hours * 60 + minutes) * 60_000 + UInt32((seconds * 1_000).rounded()),
            latitude: latitude,
            longitude: longitude
        )
    }

    /// The text of one member of a flat object, without quotation marks.
    private static func value(_ key: String, _ line: String) -> String? {
        guard let range = line.firstRange(of: "\"\(key)\": ") else { return nil }
        return String(line[range.upperBound...].prefix { $0 != "," && $0 != "}" }).filter { $0 != "\"" }
    }
}
