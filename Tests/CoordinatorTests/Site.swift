import Coordinator
import Exchange
import FieldModel
import Glibc
import Logging
import TestKit

/// A coordinator's keys and database in a directory of its own, and one node that it may know.
final class Site: Sendable {
    static let node = NodeID(7)

    private let folder: TemporaryFolder
    var directory: String { folder.path }
    let keys: CoordinatorKeys
    let nodeKeys = PrivateKeys()

    init(domains: Set<Domain> = Set(Domain.allCases)) throws {
        folder = try TemporaryFolder()
        _ = try CoordinatorKeys.create(directory: folder.path + "/keys", name: "PECC", domains: domains)
        keys = try CoordinatorKeys(directory: folder.path + "/keys")
    }

    var database: String { directory + "/coordinator.db" }

    var config: CoordinatorConfig {
        get throws {
            let text =
                "[coordinator]\nkeys = \"keys\"\ndatabase = \"coordinator.db\"\n[envelopes]\nport = 0\n[reading]\nport = 0\n"
            return try CoordinatorConfig(document: Array(text.utf8), path: directory + "/coordinator.toml")
        }
    }

    /// Opens the database with the node known.
    func openLedger() async throws -> Ledger {
        let ledger = try await Ledger.open(path: database, coordinator: keys.keySet.coordinator)
        try await ledger.addNode(Self.node, keys: nodeKeys.publicKeys, callSign: "A 7", at: 1)
        return ledger
    }

    /// Runs a coordinator that knows the node, and ends it after `body`.
    func serve(
        _ config: CoordinatorConfig? = nil,
        _ body: @escaping @Sendable (CoordinatorService.Ports) async throws -> Void
    ) async throws {
        let ledger = try await openLedger()
        await ledger.close()
        let (ready, continuation) = AsyncStream.makeStream(of: CoordinatorService.Ports.self)
        let service = CoordinatorService(
            config: try config ?? self.config,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await service.run { ports in continuation.yield(ports) }
            }
            var ports = ready.makeAsyncIterator()
            if let ports = await ports.next() { try await body(ports) }
            group.cancelAll()
            // Ending by cancellation is what was asked for.
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    func seal(_ bundle: Bundle, domain: Domain = .transport) throws -> [UInt8] {
        try Envelope.seal(
            bundle.encoded(),
            kind: .bundle,
            domain: domain,
            node: Self.node,
            from: nodeKeys,
            to: keys.privateKeys.publicKeys
        )
    }

    /// What a receipt for this node says.
    func open(_ sealed: [UInt8], domain: Domain = .transport) throws -> Receipt {
        let expected = EnvelopeHeader(
            kind: .receipt,
            domain: domain,
            node: Self.node,
            sender: keys.privateKeys.publicKeys.signingID,
            recipient: nodeKeys.publicKeys.agreementID
        )
        return try Receipt(
            Envelope.open(sealed, expecting: expected, from: keys.privateKeys.publicKeys, with: nodeKeys)
        )
    }
}
