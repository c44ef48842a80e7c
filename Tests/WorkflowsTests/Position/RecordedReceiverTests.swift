import Codecs
import FieldModel
import Glibc
import Testing

@testable import Workflows

/// Real receivers, honest as far as anybody knows, must be believed.
@Suite(.enabled(if: !Recordings.names.isEmpty, "\(Recordings.folder) is absent: no recordings to judge"))
struct RecordedReceiverTests {
    /// Epochs that may be rejected, and why.
    private static let exceptions: [String: Int] = [
        // Leaps of 80 m in a second while it says that it goes at walking pace.
        "quectel-eg25-g": 2
    ]

    private func positions(_ name: String) throws -> [Position] {
        let file = try #require(fopen("\(Recordings.folder)/\(name).log", "r"))
        defer { fclose(file) }
        var decoder = GNSSDecoder()
        var found: [Position] = []
        func drain() {
            while let outcome = decoder.next() {
                if case .position(let position) = outcome { found.append(position) }
            }
        }
        var piece = [UInt8](repeating: 0, count: 4_096)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 {
            var rest = piece[..<count]
            while !rest.isEmpty {
                rest = rest.dropFirst(decoder.push(Array(rest).span))
                drain()
            }
        }
        decoder.finish()
        drain()
        return found
    }

    @Test(arguments: Recordings.names) func `what a receiver recorded is believed but for known exceptions`(
        name: String
    ) throws {
        var keeper = PositionKeeper(limits: .vehicle)
        var now: UInt64 = 1_000_000
        var last: UInt32?
        for position in try positions(name) {
            // The recording has no arrivals of its own.
            let time = position.timeOfDay
            let pause = time.flatMap { time in last.flatMap { time >= $0 ? UInt64(time - $0) : nil } }
            now += pause ?? 1_000
            last = time ?? last
            keeper.take(position, at: now)
        }
        #expect(keeper.rejections <= Self.exceptions[name, default: 0], "\(keeper.doubts.names)")
        #expect(keeper.refusals == 0)
    }
}

private enum Recordings {
    static let folder = "../shared/gnss"

    static let names: [String] = {
        guard let list = opendir(folder) else { return [] }
        defer { closedir(list) }
        var names: [String] = []
        while let entry = readdir(list) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".log") { names.append(String(name.dropLast(4))) }
        }
        return names.sorted()
    }()
}
