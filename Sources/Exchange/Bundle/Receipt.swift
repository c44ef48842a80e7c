package import FieldModel
import FoundationEssentials
import SwiftProtobuf
import Wire

/// The coordinator's answer: what is durable there, under which incarnation.
package struct Receipt: Sendable, Equatable {
    package var coordinator: UInt64
    /// 16 bytes, new when the coordinator's store is created or restored.
    package var incarnation: [UInt8]
    package var bootNonce: [UInt8]
    /// The coordinator's clock, Unix milliseconds.
    package var unixMilliseconds: Int64
    package var durable: [Durable]
    /// `Envelope.digest` of the envelope that this answers.
    package var envelope: [UInt8]
    /// What the envelope asked for.
    package var baseline: Baseline?

    package struct Durable: Sendable, Equatable {
        package var epoch: Epoch
        package var stream: FieldModel.Stream
        package var offsets: IntervalSet

        package init(epoch: Epoch, stream: FieldModel.Stream, offsets: IntervalSet) {
            self.epoch = epoch
            self.stream = stream
            self.offsets = offsets
        }
    }

    package init(
        coordinator: UInt64,
        incarnation: [UInt8],
        bootNonce: [UInt8],
        unixMilliseconds: Int64,
        durable: [Durable],
        envelope: [UInt8],
        baseline: Baseline? = nil
    ) {
        self.coordinator = coordinator
        self.incarnation = incarnation
        self.bootNonce = bootNonce
        self.unixMilliseconds = unixMilliseconds
        self.durable = durable
        self.envelope = envelope
        self.baseline = baseline
    }

    /// The content of an envelope.
    package func encoded() throws -> [UInt8] {
        var wire = PBReceipt()
        wire.coordinator = coordinator
        wire.incarnation = Data(incarnation)
        wire.bootNonce = Data(bootNonce)
        wire.unixMs = unixMilliseconds
        wire.envelope = Data(envelope)
        wire.durable = durable.map { durable in
            var wire = PBDurable()
            wire.epoch = durable.epoch.rawValue
            wire.stream = UInt32(durable.stream.rawValue)
            wire.ranges = durable.offsets.pairs
            return wire
        }
        if let baseline { wire.baseline = baseline.wire }
        return try wire.serializedBytes()
    }

    package init(_ content: [UInt8]) throws(EnvelopeError) {
        let wire: PBReceipt
        do { wire = try PBReceipt(serializedBytes: content) } catch { throw .malformed }
        guard wire.incarnation.count == 16, wire.bootNonce.count == Bundle.nonceBytes,
            wire.envelope.count == 16,
            wire.durable.count <= 1024
        else { throw .malformed }
        coordinator = wire.coordinator
        incarnation = [UInt8](wire.incarnation)
        bootNonce = [UInt8](wire.bootNonce)
        unixMilliseconds = wire.unixMs
        envelope = [UInt8](wire.envelope)
        baseline = wire.hasBaseline ? try Baseline(wire.baseline) : nil
        durable = []
        for entry in wire.durable {
            guard let stream = UInt8(exactly: entry.stream).flatMap(Stream.init),
                let offsets = try? IntervalSet(pairs: entry.ranges)
            else { throw .malformed }
            durable.append(Durable(epoch: Epoch(rawValue: entry.epoch), stream: stream, offsets: offsets))
        }
    }
}
