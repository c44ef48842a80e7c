package import FieldModel

/// Reads the positions out of whatever a receiver or a gpsd sends: bytes in, navigation epochs out.
package struct GNSSDecoder: Sendable {
    package enum Outcome: Sendable, Equatable {
        case position(Position)
        /// A sound frame; its epoch is not complete.
        case pending
        /// A sound frame; the sky is not visible.
        case noFix
        case rejected(NMEAFault)
        /// Bytes that belong to no frame.
        case garbage(Int)
    }

    /// The bytes that the last frame's ranges point into.
    package private(set) var framer = GNSSFramer()
    /// The frame behind the last outcome.
    package private(set) var frame: GNSSFramer.Frame?
    private var nmea = NMEAParser()

    package init() {}

    /// Takes as many bytes as there is room for and returns their count: never 0 once `next` has returned `nil`.
    package mutating func push(_ bytes: Span<UInt8>) -> Int { framer.push(bytes) }

    /// Says that nothing follows.
    package mutating func finish() { framer.finish() }

    /// What the next frame meant; `nil` when more bytes are needed.
    package mutating func next() -> Outcome? {
        frame = framer.next()
        let bytes = framer.bytes
        switch frame {
        case .nmea(let range): return Self.outcome(nmea.parse(bytes.span.extracting(range)))
        case .ubx, .rtcm, .gpsd: return .rejected(.unsupported)
        case .garbage(let count): return .garbage(count)
        case nil: return nil
        }
    }

    private static func outcome(_ outcome: NMEAParser.Outcome) -> Outcome {
        switch outcome {
        case .position(let position): .position(position)
        case .pending: .pending
        case .noFix: .noFix
        case .rejected(let fault): .rejected(fault)
        }
    }
}
