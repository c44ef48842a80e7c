import Codecs
import Testing

@Suite struct GNSSListingTests {
    private static let folder = "Tests/Vectors/gnss"

    private func listed(
        _ bytes: [UInt8],
        format: GNSSFormat = .auto,
        explains: Bool = false,
        pieces: Int = 512
    )
        -> (text: String, counts: GNSSListing.Counts)
    {
        var listing = GNSSListing(format: format, explains: explains)
        var text: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            listing.push(Array(rest.prefix(pieces)).span, to: &text)
            rest = rest.dropFirst(pieces)
        }
        listing.finish(to: &text)
        return (String(decoding: text, as: UTF8.self), listing.counts)
    }

    private func golden(_ name: String) throws -> [UInt8] {
        try #require(Recording.read("\(Self.folder)/\(name)"))
    }

    /// The positions were chosen first and the stream was written from them.
    @Test(arguments: [1, 3, 64, 100_000])
    func `the golden stream gives the epochs that it was written from`(pieces: Int) throws {
        let found = listed(try golden("mixed.log"), pieces: pieces)
        #expect(found.text == String(decoding: try golden("mixed.jsonl"), as: UTF8.self))
        #expect(found.counts.epochs == 6)
        #expect(found.counts.damaged == 2)
    }

    @Test func `every frame of the golden stream is explained`() throws {
        let found = listed(try golden("mixed.log"), explains: true)
        #expect(found.text == String(decoding: try golden("mixed.explain.jsonl"), as: UTF8.self))
    }

    @Test func `a format leaves out the others`() throws {
        let bytes = try golden("mixed.log")
        #expect(listed(bytes, format: .nmea).counts.epochs == 4)
        #expect(listed(bytes, format: .ubx).counts.epochs == 1)
        #expect(listed(bytes, format: .gpsd).counts.epochs == 1)
    }

    @Test func `a hostile address cannot break a line of JSON`() {
        let found = listed(NMEALines.sentence("G\"\\<P,1,2,3") + [0x0D, 0x0A], explains: true)
        #expect(found.text == #"{"frame":1,"type":"nmea","sentence":"G","refused":"unsupported"}"# + "\n")
    }
}
