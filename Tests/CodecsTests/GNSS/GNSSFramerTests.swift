import Testing

@testable import Codecs

@Suite struct GNSSFramerTests {
    /// A frame with the bytes that it stands for.
    private enum Piece: Equatable {
        case nmea([UInt8])
        case ubx(UBXMessage, [UInt8])
        case rtcm([UInt8])
        case gpsd([UInt8])
        case garbage(Int)
    }

    private static let sentence = Array("$GPRMC,120000,V,,,,,,,010126,,,N*4F".utf8)
    private static let frame = UBXBytes.frame(.navEOE, [1, 2, 3, 4])
    /// Message 1230 of an F9P, as recorded.
    private static let rtcm: [UInt8] = [
        0xD3, 0x00, 0x08, 0x4C, 0xE0, 0x00, 0x8A, 0x00, 0x00, 0x00, 0x00, 0xA8, 0xF7, 0x2A,
    ]
    private static let gpsd = Array(#"{"class":"TPV","mode":1}"#.utf8)

    private func pieces(_ bytes: [UInt8], chunk: Int = .max) -> [Piece] {
        var framer = GNSSFramer()
        var pieces: [Piece] = []
        func pull() {
            while let frame = framer.next() {
                switch frame {
                case .nmea(let range): pieces.append(.nmea(Array(framer.bytes[range])))
                case .ubx(let ubx): pieces.append(.ubx(ubx.message, Array(framer.bytes[ubx.payload])))
                case .rtcm(let range): pieces.append(.rtcm(Array(framer.bytes[range])))
                case .gpsd(let range): pieces.append(.gpsd(Array(framer.bytes[range])))
                case .garbage(let count): pieces.append(.garbage(count))
                }
            }
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(chunk)
            let taken = framer.push(part.span)
            pull()
            guard taken > 0 else {
                Issue.record("no room")
                return pieces
            }
            rest = rest.dropFirst(taken)
        }
        framer.finish()
        pull()
        return pieces
    }

    @Test func `each kind of frame is found in a mixed stream`() {
        let bytes =
            Self.sentence + [0x0D, 0x0A] + Self.frame + Self.rtcm + Self.gpsd + [0x0D, 0x0A] + Self.frame
            + Self.sentence + [0x0A]
        #expect(
            pieces(bytes) == [
                .nmea(Self.sentence), .ubx(.navEOE, [1, 2, 3, 4]), .rtcm(Array(Self.rtcm[3..<11])),
                .gpsd(Self.gpsd), .ubx(.navEOE, [1, 2, 3, 4]), .nmea(Self.sentence),
            ]
        )
    }

    @Test func `a good frame inside a broken one is found`() {
        for broken in [
            UBXBytes.head(.navPVT, length: 92), [0xD3, 0x01, 0x00], Array("$GPGGA,1200".utf8),
            Array(#"{"class":"TPV","mo"#.utf8), [0xB5], [0xB5, 0x62], [0xB5, 0x62, 0x01, 0x07, 0xFF, 0xFF],
        ] {
            let bytes = broken + Self.frame + Self.sentence + [0x0D, 0x0A]
            let padded = bytes + [UInt8](repeating: 0, count: 300)
            #expect(
                pieces(padded) == [
                    .garbage(broken.count), .ubx(.navEOE, [1, 2, 3, 4]), .nmea(Self.sentence), .garbage(300),
                ]
            )
            #expect(Array(pieces(bytes).prefix(2)) == Array(pieces(padded).prefix(2)))
        }
    }

    @Test func `every single flipped bit of a frame loses that frame only`() {
        for position in Self.frame.indices {
            for bit in 0..<8 {
                var bytes = Self.frame + Self.frame
                bytes[position] ^= 1 << bit
                let found = pieces(bytes).filter { if case .garbage = $0 { false } else { true } }
                #expect(found == [.ubx(.navEOE, [1, 2, 3, 4])])
            }
        }
    }

    @Test func `a sentence that lost its line end is kept when its checksum is there`() {
        let whole = Self.sentence + Self.frame + Self.sentence + Self.sentence
        #expect(
            pieces(whole) == [
                .nmea(Self.sentence), .ubx(.navEOE, [1, 2, 3, 4]), .nmea(Self.sentence),
                .nmea(Self.sentence),
            ]
        )
    }

    @Test func `lengths are bounded`() {
        let long = Array("$GPTXT,".utf8) + [UInt8](repeating: 0x41, count: 1_016)
        #expect(pieces(long + [0x0A]) == [.nmea(long)])
        #expect(pieces(long + [0x41, 0x0A]) == [.garbage(1_024)])
        let payload = [UInt8](repeating: 7, count: GNSSFramer.longestUBXPayload)
        #expect(pieces(UBXBytes.frame(.navSat, payload)) == [.ubx(.navSat, payload)])
        #expect(
            pieces(UBXBytes.frame(.navSat, payload + [7])) == [.garbage(4_096), .garbage(4_096), .garbage(9)]
        )
        let head = Array(#"{"class":"SKY""#.utf8)
        let line = head + [UInt8](repeating: 0x20, count: GNSSFramer.longestGpsdLine - head.count - 1)
        #expect(pieces(line + [0x0A]) == [.gpsd(line)])
        #expect(!pieces(line + [0x20, 0x0A]).contains { if case .gpsd = $0 { true } else { false } })
    }

    @Test(arguments: 0..<40)
    func `the frames are the same however the stream was split`(seed: UInt64) {
        var random = Shuffle(seed: seed)
        let parts = [
            Self.sentence + [0x0D, 0x0A], Self.sentence, Self.frame, Self.rtcm, Self.gpsd + [0x0A],
            [0xB5, 0x62, 0x01], [0xD3, 0x00], [0x24], [0x0D], Array(#"{"class""#.utf8),
            UBXBytes.head(.navSat, length: 700), [UInt8](repeating: 0xAA, count: 5_000),
        ]
        var bytes: [UInt8] = []
        for _ in 0..<60 {
            var part = parts.randomElement(using: &random) ?? []
            if Int.random(in: 0..<5, using: &random) == 0, !part.isEmpty {
                part[Int.random(in: part.indices, using: &random)] = .random(in: 0 ... .max, using: &random)
            }
            bytes += part
        }
        let whole = pieces(bytes)
        for chunk in [1, 2, 3, 7, 64, 1_000] { #expect(pieces(bytes, chunk: chunk) == whole) }
    }
}
