package import FieldModel

/// Reads the lines of an NMEA 0183 receiver into navigation epochs.
package struct NMEAParser: Sendable {
    package enum Outcome: Sendable, Equatable {
        /// An epoch is complete.
        case position(Position)
        /// A sound sentence; no epoch is complete by it.
        case pending
        /// A sound sentence; the sky is not visible.
        case noFix
        case rejected(NMEAFault)
    }

    /// Whether the last line, sound as it was, changed no epoch.
    package private(set) var isUnused = false
    private let policy: NMEAChecksumPolicy
    private var assembler = EpochAssembler()

    package init(policy: NMEAChecksumPolicy = .require) { self.policy = policy }

    /// Takes one line without its end. Costs O(its length) and no allocation. Call `takeNext` afterwards.
    package mutating func parse(_ bytes: Span<UInt8>) -> Outcome {
        isUnused = false
        do throws(NMEAFault) {
            switch assembler.take(try NMEAReading(bytes, policy: policy)) {
            case .position(let position): return .position(position)
            case .pending: return .pending
            case .unused:
                isUnused = true
                return .pending
            case .noFix: return .noFix
            }
        } catch {
            return .rejected(error)
        }
    }

    /// A second epoch that the last line completed: the one before it had lacked a sentence.
    package mutating func takeNext() -> Outcome? { assembler.takeNext().map { .position($0) } }

    /// The epoch that still waits for a sentence, at the end of the stream or once the receiver has paused.
    package mutating func finish() -> Outcome? { assembler.finish().map { .position($0) } }
}
