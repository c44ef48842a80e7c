import Codecs
import FieldModel

/// A mixed stream. The first byte says how it is treated: bits 0 and 1 the format, bit 2 mended checksums, bit 3 interruptions, the
/// high bits all set a stream that repeats itself. The next three how it is cut into chunks, the rest is the stream.
///
/// Promised: frames and outcomes do not depend on the cuts, frames account for all bytes but the ends of lines, and
/// the listing is JSON.
enum StreamCheck {
    static func run(_ bytes: [UInt8]) {
        guard bytes.count > 4 else { return }
        let format = GNSSFormat.allCases[Int(bytes[0] & 3)]
        var stream = Array(bytes[4...])
        if bytes[0] & 4 != 0 { Self.mend(&stream) }
        if bytes[0] & 0xF0 == 0xF0 {
            // More than the framer holds.
            let once = stream
            while stream.count < GNSSFramer.capacity + 4_096 { stream += once }
        }
        let cuts = bytes[1...3].map { Int($0) + 1 }
        let whole = decode(stream, format, [4_096])
        require(decode(stream, format, cuts) == whole, "outcomes depend on chunks of \(cuts)")
        let frames = cut(stream, [4_096])
        require(cut(stream, cuts) == frames, "frames depend on chunks of \(cuts)")
        for case .position(let position) in whole { PositionCheck.run(position) }
        if bytes[0] & 8 != 0 { interrupt(stream, format, cuts) }
        list(stream, format)
    }

    private static func decode(
        _ stream: [UInt8],
        _ format: GNSSFormat,
        _ cuts: [Int]
    ) -> [GNSSDecoder.Outcome] {
        var decoder = GNSSDecoder(format: format)
        var outcomes: [GNSSDecoder.Outcome] = []
        push(
            stream,
            cuts,
            { decoder.push($0) },
            { while let next = decoder.next() { outcomes.append(next) } }
        )
        decoder.finish()
        while let next = decoder.next() { outcomes.append(next) }
        return outcomes
    }

    /// The frames by their bytes; garbage by its length.
    private static func cut(_ stream: [UInt8], _ cuts: [Int]) -> [[UInt8]] {
        var framer = GNSSFramer()
        var frames: [[UInt8]] = []
        var held = 0
        func pull() {
            while let frame = framer.next() {
                switch frame {
                case .nmea(let range), .gpsd(let range):
                    frames.append(Array(framer.bytes[range]))
                    held += range.count
                case .rtcm(let range):
                    frames.append([0xD3] + framer.bytes[range])
                    held += range.count + 6
                case .ubx(let frame):
                    frames.append([0xB5] + framer.bytes[frame.payload])
                    held += frame.payload.count + 8
                case .garbage(let count):
                    require((1...GNSSFramer.largestGarbage).contains(count), "garbage of \(count)")
                    frames.append([UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8)])
                    held += count
                }
            }
        }
        push(stream, cuts, { framer.push($0) }, pull)
        framer.finish()
        pull()
        let ends = stream.count { $0 == 0x0A || $0 == 0x0D }
        require((stream.count - ends...stream.count).contains(held), "\(held) of \(stream.count) bytes told")
        return frames
    }

    private static func push(
        _ stream: [UInt8],
        _ cuts: [Int],
        _ take: (Span<UInt8>) -> Int,
        _ pull: () -> Void
    ) {
        var start = 0
        var turn = 0
        while start < stream.count {
            let end = min(stream.count, start + cuts[turn % cuts.count])
            turn += 1
            let taken = take(stream.span.extracting(start..<end))
            require(
                taken == end - start,
                "\(taken) of \(end - start) bytes taken though nothing was held back"
            )
            pull()
            start = end
        }
    }

    /// Pauses, ends of datagrams and new beginnings between the chunks.
    private static func interrupt(_ stream: [UInt8], _ format: GNSSFormat, _ cuts: [Int]) {
        var decoder = GNSSDecoder(format: format)
        var turn = 0
        func pull() {
            turn += 1
            if turn % 7 == 3 { decoder.endText() }
            while let next = decoder.next() {
                if case .position(let position) = next { PositionCheck.run(position) }
            }
            if turn % 5 == 2 {
                guard case .position(let position) = decoder.pause() else { return }
                PositionCheck.run(position)
            }
            if turn % 31 == 30 { decoder.reset() }
        }
        push(stream, cuts, { decoder.push($0) }, pull)
    }

    private static func list(_ stream: [UInt8], _ format: GNSSFormat) {
        var listing = GNSSListing(format: format, explains: true)
        var text: [UInt8] = []
        listing.push(stream.span, to: &text)
        listing.finish(to: &text)
        require(JSONProof.holds(text), "JSON \(String(decoding: text, as: UTF8.self))")
    }
}
