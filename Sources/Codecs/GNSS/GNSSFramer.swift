/// Cuts a mixed stream of NMEA 0183, UBX, RTCM 3 and gpsd lines into frames, in constant memory whatever arrives.
///
/// A frame with a wrong checksum costs its first byte only, so a good frame that begins inside it is found. The frames are
/// the same however the stream was split. Push bytes, then pull frames until there is none.
package struct GNSSFramer: Sendable {
    package enum Frame: Sendable, Equatable {
        /// A sentence from its `$` to the last byte before the end of the line; its own checksum is not proved.
        case nmea(Range<Int>)
        /// Its checksum is proved.
        case ubx(UBXFrame)
        /// The payload of a message whose checksum is proved.
        case rtcm(Range<Int>)
        /// One object of gpsd's protocol, from brace to brace.
        case gpsd(Range<Int>)
        /// So many bytes that belong to no frame, at most `largestGarbage`. Longer runs come in several.
        case garbage(Int)
    }

    /// The most bytes that are held.
    package static let capacity = 24_576
    package static let largestGarbage = 4_096
    /// The standard allows 82; receivers send more.
    package static let longestSentence = 1_024
    package static let longestGpsdLine = 20_480
    /// The longest that receivers send are raw measurements of about 6,000 bytes.
    package static let longestUBXPayload = 8_192

    /// What the ranges of the last frame point into; valid until the next push.
    package private(set) var bytes = [UInt8](repeating: 0, count: capacity)
    var start = 0
    var end = 0
    /// Up to here no end of the frame that begins at `start` was found.
    var scanned = 0
    private(set) var isAtEnd = false
    private var garbage = 0

    package init() {}

    /// Takes as many bytes as there is room for and returns their count: all of 4,096 once `next` has returned `nil`.
    package mutating func push(_ input: Span<UInt8>) -> Int {
        if start > 0 { makeRoom() }
        let count = min(input.count, Self.capacity - end)
        for index in 0..<count { bytes[end + index] = input[index] }
        end += count
        return count
    }

    /// Says that nothing follows: what is incomplete is given up.
    package mutating func finish() { isAtEnd = true }

    /// Forgets what is incomplete, for a stream that begins anew.
    package mutating func reset() {
        (start, end, scanned, garbage) = (0, 0, 0, 0)
    }

    /// Ends the text that the last bytes left open, for a carrier that keeps the ends of messages itself. Senders of
    /// datagrams leave the line's end out.
    package mutating func endText() {
        guard start < end, bytes[start] == UInt8(ascii: "$") || bytes[start] == UInt8(ascii: "{") else {
            return
        }
        let lineEnd: [UInt8] = [0x0A]
        _ = push(lineEnd.span)
    }

    /// The next frame; `nil` when more bytes are needed.
    package mutating func next() -> Frame? {
        while true {
            if garbage >= Self.largestGarbage {
                garbage -= Self.largestGarbage
                return .garbage(Self.largestGarbage)
            }
            switch start < end ? examine() : .incomplete {
            case .frame(let frame, let stop):
                if garbage > 0 { return takeGarbage() }
                advance(to: stop)
                return frame
            case .between(let count): advance(to: start + count)
            case .garbage(let count):
                garbage += count
                advance(to: start + count)
            case .incomplete:
                guard isAtEnd else { return nil }
                guard start < end else { return garbage > 0 ? takeGarbage() : nil }
                garbage += 1
                advance(to: start + 1)
            }
        }
    }

    private mutating func takeGarbage() -> Frame {
        defer { garbage = 0 }
        return .garbage(garbage)
    }

    private mutating func advance(to position: Int) {
        start = position
        scanned = position
    }

    private mutating func makeRoom() {
        for index in start..<end { bytes[index - start] = bytes[index] }
        end -= start
        scanned -= start
        start = 0
    }
}
