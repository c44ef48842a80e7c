import Codecs
import FieldModel
import Testing

/// Every recording against what gpsd made of it: by time of day, within 1e-5 degrees.
@Suite(.enabled(if: !Recording.all.isEmpty, "\(Recording.folder) is absent: no recordings to decode"))
struct CorpusTests {
    /// Expected epochs that a recording's supported messages cannot yield, and why.
    static let shortfalls: [String: (count: Int, reason: String)] = [
        "bundg_zeus_9": (
            21,
            "a plotter repeats the place before under the next time; gpsd takes now the one, now the other"
        ),
        "ericsson-gru04-02-70sec": (2, "averaged places of the maker's own $PERC,GPavp, one a minute"),
        "magellan315": (1, "GLL says .523 and GGA .52 of one instant: one epoch here, two of gpsd's"),
        "quectel-l76k-binary": (129, "CASIC binary, a protocol that is not read"),
    ]

    @Test(arguments: Recording.all.map(\.name))
    func `each expected epoch is decoded`(name: String) throws {
        let recording = try #require(Recording(name))
        let found = Dictionary(grouping: recording.positions()) { $0.timeOfDay ?? .max }
        let missed = recording.expected.filter { epoch in
            !(found[epoch.timeOfDay] ?? []).contains { Recording.isNear(epoch, $0) }
        }
        let shortfall = Self.shortfalls[name]
        let matched = recording.expected.count - missed.count
        print("\(name): \(matched)/\(recording.expected.count)", shortfall.map { "(\($0.reason))" } ?? "")
        #expect(missed.count == shortfall?.count ?? 0, "missed \(missed.prefix(5))")
    }

    /// Epochs that gpsd left out are there too; none of them may be where the receiver was not.
    @Test(arguments: Recording.all.map(\.name))
    func `nothing false is decoded`(name: String) throws {
        let recording = try #require(Recording(name))
        let found = recording.positions()
        for position in found {
            let near = recording.expected.contains {
                abs($0.latitude - position.latitude) < 1e-3 && abs($0.longitude - position.longitude) < 1e-3
            }
            #expect(near, "\(position)")
        }
        if Self.isForeign(name) { #expect(found.isEmpty) }
    }

    @Test(arguments: ["ublox-zed-f9r", "triton400", "ublox-glo", "gp-320fw-2019-04-07-coldboot"])
    func `how the stream was cut changes nothing`(name: String) throws {
        let recording = try #require(Recording(name))
        let whole = recording.positions(pieces: 4_096)
        for pieces in [1, 7, 100, 1_000] { #expect(recording.positions(pieces: pieces) == whole) }
    }

    @Test func `each epoch is given out once`() {
        for recording in Recording.all {
            let found = recording.positions()
            for (earlier, later) in zip(found, found.dropFirst()) where earlier.timeOfDay != nil {
                #expect(earlier.timeOfDay != later.timeOfDay, "\(recording.name)")
            }
        }
    }

    /// A recording none of whose bytes are of a protocol that is read.
    private static func isForeign(_ name: String) -> Bool {
        shortfalls[name]?.reason.contains("not read") == true
    }
}
