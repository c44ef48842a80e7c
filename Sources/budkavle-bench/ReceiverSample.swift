import ArgumentParser
import Codecs
import Journal
import Simulator

/// What receivers sent, as one run of bytes that can be repeated.
struct ReceiverSample {
    let name: String
    /// What its frames are called.
    let unit: String
    private(set) var bytes: [UInt8] = []
    /// Sentences or UBX frames in `bytes`.
    private(set) var frames = 0

    private init(_ name: String, _ unit: String) {
        self.name = name
        self.unit = unit
    }

    /// An hour of the simulated drive as RMC and GGA, and the same hour as NAV-PVT and NAV-EOE.
    static func simulated() -> [ReceiverSample] {
        guard let route = Route.sodertaljeToSolna else { return [] }
        var device = GNSSDevice(route: route, seed: 7)
        var nmea = ReceiverSample("NMEA, simulated drive", "sentences")
        var ubx = ReceiverSample("UBX, simulated drive", "frames")
        for _ in 0..<3_600 {
            let epoch = device.next()
            for sentence in NMEAWriter.sentences(epoch) { nmea.bytes += sentence }
            for frame in UBXWriter.frames(epoch) { ubx.bytes += frame }
            nmea.frames += 2
            ubx.frames += 2
        }
        return [nmea, ubx]
    }

    /// All recordings of sentences alone as one sample, and all of UBX alone as another. What else receivers sent is in neither.
    static func recorded(_ paths: [String]) throws -> [ReceiverSample] {
        var nmea = ReceiverSample("NMEA, recordings", "sentences")
        var ubx = ReceiverSample("UBX, recordings", "frames")
        for path in paths {
            guard let bytes = try DurableFile.read(path, limit: 8 << 20) else {
                throw ValidationError("\(path) does not exist")
            }
            let found = Tally(bytes)
            if found.ubx > found.garbage, found.sentences == 0 {
                ubx.bytes += bytes
                ubx.frames += found.ubx
            } else if found.ubx == 0, found.garbage == 0, found.sentences > 0 {
                nmea.bytes += bytes
                nmea.frames += found.sentences
            }
        }
        return [nmea, ubx].filter { $0.frames > 0 }
    }

    /// Whole repetitions of the bytes that reach a size.
    func repetitions(reaching size: Int) -> Int { max((size + bytes.count - 1) / bytes.count, 1) }
}

/// How many frames of each kind some bytes hold.
private struct Tally {
    private(set) var sentences = 0
    private(set) var ubx = 0
    /// Runs of bytes that belong to no frame, and frames of other kinds.
    private(set) var garbage = 0

    init(_ bytes: [UInt8]) {
        var framer = GNSSFramer()
        var start = 0
        while start < bytes.count {
            start += framer.push(bytes.span.extracting(start..<bytes.count))
            while let frame = framer.next() {
                switch frame {
                case .nmea: sentences += 1
                case .ubx: ubx += 1
                case .rtcm, .gpsd, .garbage: garbage += 1
                }
            }
        }
    }
}
