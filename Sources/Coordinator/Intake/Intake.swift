import Exchange
import FieldModel
import LinuxIO
package import Logging
import Synchronization

/// Takes envelopes: verify, open, store with fsync, then answer with a sealed receipt.
package final class Intake: Sendable {
    /// Envelopes that are opened or stored at one time; each may unpack to `EnvelopeLimits.contentBytes`.
    private static let parallelLimit = 64

    package let counters = IntakeCounters()
    private let keys: CoordinatorKeys
    private let ledger: Ledger
    private let baselines: BaselineDesk
    private let logger: Logger
    private let running = Mutex(0)

    package init(keys: CoordinatorKeys, ledger: Ledger, logger: Logger) {
        self.keys = keys
        self.ledger = ledger
        baselines = BaselineDesk(ledger: ledger)
        self.logger = logger
    }

    /// Returns the sealed receipt once everything in the envelope is durable.
    package func take(_ envelope: [UInt8]) async throws(Refusal) -> [UInt8] {
        do throws(Refusal) {
            try enter()
            defer { running.withLock { $0 -= 1 } }
            return try await answer(envelope)
        } catch {
            counters.note(error)
            throw error
        }
    }

    /// Counts an envelope whose body was never read whole.
    package func note(_ refusal: Refusal) { counters.note(refusal) }

    private func enter() throws(Refusal) {
        let isFree = running.withLock { running -> Bool in
            guard running < Self.parallelLimit else { return false }
            running += 1
            return true
        }
        if !isFree { throw .overload }
    }

    private func answer(_ envelope: [UInt8]) async throws(Refusal) -> [UInt8] {
        let arrival = BootClock.unix()
        let (node, bundle, domain) = try open(envelope)
        let delivery: Delivery
        do { delivery = try Delivery(bundle, node: node.id, arrival: arrival) } catch { throw Refusal(error) }
        let result: DeliveryResult
        do {
            result = try await ledger.deliver(delivery)
        } catch {
            logger.error("an envelope could not be stored: \(error)")
            throw .overload
        }
        counters.note(result, bytes: envelope.count)
        if result.conflicts > 0 {
            logger.critical("node \(node.id) sent \(result.conflicts) events under identities that are taken")
        }
        var baseline: Baseline?
        if let request = bundle.baseline {
            do {
                baseline = try await baselines.page(request, of: node.id, domain, at: BootClock.now())
            } catch {
                // What came is durable all the same, and the node asks again.
                logger.error("state of node \(node.id) could not be read: \(error)")
            }
            if let baseline, baseline.first == 0 {
                logger.notice(
                    "node \(node.id) lost its state and gets \(baseline.count) rows; events missing here: \(baseline.missing)"
                )
            }
        }
        let receipt = Receipt(
            coordinator: keys.keySet.coordinator,
            incarnation: ledger.incarnation,
            bootNonce: bundle.bootNonce,
            unixMilliseconds: BootClock.unix(),
            durable: result.durable,
            envelope: Envelope.digest(envelope),
            baseline: baseline
        )
        do {
            return try Envelope.seal(
                receipt.encoded(),
                kind: .receipt,
                domain: domain,
                node: node.id,
                from: keys.privateKeys,
                to: node.keys
            )
        } catch {
            // The events are durable; the node asks again and gets its receipt then.
            logger.error("a receipt for node \(node.id) could not be sealed: \(error)")
            throw .overload
        }
    }

    private func open(_ envelope: [UInt8]) throws(Refusal) -> (NodeRecord, Bundle, Domain) {
        let header: EnvelopeHeader
        do { header = try EnvelopeHeader(envelope) } catch { throw Refusal(error) }
        guard let node = ledger.node(header.node) else { throw .unknownNode }
        guard node.revoked == nil else { throw .revokedNode }
        guard header.kind == .bundle, keys.keySet.domains.contains(header.domain) else {
            throw .wrongRecipient
        }
        guard header.sender == node.keys.signingID else { throw .badSignature }
        let expected = EnvelopeHeader(
            kind: .bundle,
            domain: header.domain,
            node: node.id,
            sender: node.keys.signingID,
            recipient: keys.privateKeys.publicKeys.agreementID
        )
        do throws(EnvelopeError) {
            let content = try Envelope.open(
                envelope,
                expecting: expected,
                from: node.keys,
                with: keys.privateKeys
            )
            return (node, try Bundle(content, node: node.id, domain: header.domain), header.domain)
        } catch {
            throw Refusal(error)
        }
    }
}
