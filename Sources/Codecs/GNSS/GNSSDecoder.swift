package import FieldModel

/// Reads the positions out of whatever a receiver or a gpsd sends: bytes in, navigation epochs out.
///
/// A receiver that sends UBX solutions beside NMEA says everything twice. UBX says it better, so NMEA positions wait until
/// UBX was silent for `patience` of them.
package struct GNSSDecoder: Sendable {
    package enum Outcome: Sendable, Equatable {
        case position(Position)
        /// A sound frame; its epoch is not complete, or was given out already.
        case pending
        /// A sound frame; the sky is not visible.
        case noFix
        /// What gpsd says beside positions.
        case report(GpsdReport)
        case rejected(GNSSFault)
        /// Bytes that belong to no frame.
        case garbage(Int)
    }

    /// In NMEA positions.
    static let patience = 5
    /// NMEA positions for which the states of a receiver's monitors hold.
    static let statePatience = 60

    /// What the ranges of `frame` point into.
    package private(set) var framer = GNSSFramer()
    /// The frame behind the last outcome; `nil` at the end of the stream.
    package private(set) var frame: GNSSFramer.Frame?
    /// Whether the last outcome was the first of a frame, which may complete two epochs. Garbage is no frame.
    package private(set) var isNewFrame = false
    package private(set) var ubx = UBXParser()
    package private(set) var gpsd = GpsdParser()
    /// Whether the last frame, sound as it was, changed no epoch. Told of NMEA only.
    package var isUnused: Bool { if case .nmea = frame { nmea.isUnused } else { false } }
    private let format: GNSSFormat
    private var nmea = NMEAParser()
    private var positionsSinceSolution = patience
    private var positionsSinceState = statePatience

    /// Frames of other formats than this are named unsupported.
    package init(format: GNSSFormat = .auto) { self.format = format }

    /// Takes as many bytes as there is room for and returns their count: all of 4,096 once `next` has returned `nil`.
    package mutating func push(_ bytes: Span<UInt8>) -> Int { framer.push(bytes) }

    /// Says that nothing follows.
    package mutating func finish() { framer.finish() }

    /// Forgets what is incomplete, for a stream that begins anew. What was learned of the receiver stays.
    package mutating func reset() {
        framer.reset()
        while last() != nil {}
    }

    /// Ends the text that the last bytes left open: a datagram keeps its end itself.
    package mutating func endText() { framer.endText() }

    /// What the next frame meant; `nil` when more bytes are needed.
    package mutating func next() -> Outcome? {
        isNewFrame = false
        if let second = ubx.takeNext() { return Self.outcome(second) }
        if let second = nmea.takeNext() { return settle(second) }
        frame = framer.next()
        isNewFrame = frame != nil
        if let frame, !format.allows(frame) { return Self.excluded(frame) }
        let bytes = framer.bytes
        switch frame {
        case .nmea(let range): return settle(nmea.parse(bytes.span.extracting(range)))
        case .ubx(let frame):
            let outcome = ubx.parse(frame.message, bytes.span.extracting(frame.payload))
            if case .rejected = outcome { return Self.outcome(outcome) }
            note(frame.message)
            return Self.outcome(outcome)
        case .rtcm: return .rejected(.rtcm)
        case .gpsd(let range): return Self.outcome(gpsd.parse(bytes.span.extracting(range)))
        case .garbage(let count):
            isNewFrame = false
            return .garbage(count)
        case nil: return framer.isAtEnd ? last() : nil
        }
    }

    /// The epoch that waits for a frame which a receiver that has paused will not send any more; `nil` if none does.
    package mutating func pause() -> Outcome? { last() }

    private mutating func last() -> Outcome? {
        if let outcome = ubx.finish() { return Self.outcome(outcome) }
        return nmea.finish().map { settle($0) }
    }

    private static func excluded(_ frame: GNSSFramer.Frame) -> Outcome {
        switch frame {
        case .nmea: .rejected(.nmea(.unsupported))
        case .ubx: .rejected(.ubx(.unsupported))
        case .gpsd: .rejected(.gpsd(.unsupported))
        case .rtcm: .rejected(.rtcm)
        case .garbage(let count): .garbage(count)
        }
    }

    private mutating func note(_ message: UBXMessage) {
        switch message {
        case .navPVT, .navSol: positionsSinceSolution = 0
        case .monHW, .monRF, .secSig, .navStatus: positionsSinceState = 0
        default: break
        }
    }

    private mutating func settle(_ outcome: NMEAParser.Outcome) -> Outcome {
        switch outcome {
        case .position(var position):
            if positionsSinceSolution < Self.patience {
                positionsSinceSolution += 1
                return .pending
            }
            if positionsSinceState < Self.statePatience {
                positionsSinceState += 1
                let found = ubx.interference
                if position.jamming == .unknown { position.jamming = found.jamming }
                if position.spoofing == .unknown { position.spoofing = found.spoofing }
            }
            return .position(position)
        case .pending: return .pending
        case .noFix: return positionsSinceSolution < Self.patience ? .pending : .noFix
        case .rejected(let fault): return .rejected(.nmea(fault))
        }
    }

    private static func outcome(_ outcome: UBXParser.Outcome) -> Outcome {
        switch outcome {
        case .position(let position): .position(position)
        case .pending: .pending
        case .noFix: .noFix
        case .rejected(let fault): .rejected(.ubx(fault))
        }
    }

    private static func outcome(_ outcome: GpsdParser.Outcome) -> Outcome {
        switch outcome {
        case .position(let position): .position(position)
        case .report(let report): .report(report)
        case .noFix: .noFix
        case .rejected(let fault): .rejected(.gpsd(fault))
        }
    }
}
