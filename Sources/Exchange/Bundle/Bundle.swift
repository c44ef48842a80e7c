package import FieldModel
import FoundationEssentials
import SwiftProtobuf
import Wire

/// What a node hands over in one envelope: events of one domain, and what dates and counts them.
package struct Bundle: Sendable, Equatable {
    package static let nonceBytes = 16

    /// New at each start of the agent; the receipt echoes it.
    package var bootNonce: [UInt8]
    package var epoch: Epoch
    /// The boot in which the bundle was made, and CLOCK_BOOTTIME then.
    package var sealed: BootInstant
    package var boots: [Boot] = []
    /// In order of identity within each run; the same node throughout.
    package var events: [StoredEvent] = []
    package var gaps: [Gap] = []
    package var heads: [Head] = []
    /// Asks for state that the node lost.
    package var baseline: Baseline.Request?

    package struct Boot: Sendable, Equatable {
        package var epoch: Epoch
        package var record: BootRecord

        package init(epoch: Epoch, record: BootRecord) {
            self.epoch = epoch
            self.record = record
        }
    }

    /// Offsets of a stream below `next` exist.
    package struct Head: Sendable, Equatable {
        package var epoch: Epoch
        package var stream: FieldModel.Stream
        package var next: UInt64

        package init(epoch: Epoch, stream: FieldModel.Stream, next: UInt64) {
            self.epoch = epoch
            self.stream = stream
            self.next = next
        }
    }

    package init(bootNonce: [UInt8], epoch: Epoch, sealed: BootInstant) {
        self.bootNonce = bootNonce
        self.epoch = epoch
        self.sealed = sealed
    }

    /// The content of an envelope. Events with consecutive offsets become one segment.
    package func encoded() throws -> [UInt8] {
        var wire = PBBundle()
        wire.bootNonce = Data(bootNonce)
        wire.epoch = epoch.rawValue
        wire.boot = sealed.boot
        wire.sealedMs = sealed.milliseconds
        wire.boots = try boots.map { try PBBootRecord($0.record, epoch: $0.epoch) }
        wire.gaps = try gaps.map { try PBGap($0) }
        wire.heads = heads.map(PBHead.init)
        if let baseline { wire.baseline = baseline.wire }
        wire.segments = SegmentEncoder.segments(of: events)
        return try wire.serializedBytes()
    }

    /// Reads what an envelope of `node` held. Bounds hold before rows are unpacked.
    package init(_ content: [UInt8], node: NodeID, domain: Domain) throws(EnvelopeError) {
        let wire: PBBundle
        do { wire = try PBBundle(serializedBytes: content) } catch { throw .malformed }
        guard wire.bootNonce.count == Self.nonceBytes,
            wire.segments.count <= EnvelopeLimits.segments,
            wire.boots.count <= 1024, wire.gaps.count <= 4096, wire.heads.count <= 1024
        else { throw .malformed }
        bootNonce = [UInt8](wire.bootNonce)
        epoch = Epoch(rawValue: wire.epoch)
        sealed = BootInstant(boot: wire.boot, milliseconds: wire.sealedMs)
        do {
            boots = try wire.boots.map { Boot(epoch: Epoch(rawValue: $0.epoch), record: try BootRecord($0)) }
            gaps = try wire.gaps.map { try Gap($0) }
        } catch {
            throw .malformed
        }
        for head in wire.heads {
            let head = try Head(head)
            guard head.stream.domain == domain else { throw .malformed }
            heads.append(head)
        }
        if wire.hasBaseline { baseline = try Baseline.Request(wire.baseline) }
        guard gaps.allSatisfy({ $0.stream.domain == domain }) else { throw .malformed }
        var rows = 0
        for segment in wire.segments {
            let decoded = try SegmentDecoder.events(
                of: segment,
                node: node,
                limit: EnvelopeLimits.events - rows
            )
            guard decoded.allSatisfy({ $0.identity.stream.domain == domain }) else { throw .malformed }
            rows += decoded.count
            events += decoded
        }
    }
}
