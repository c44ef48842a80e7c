import Exchange
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import LinuxIO
package import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The running coordinator: ledger, two listeners, control socket.
package struct CoordinatorService: Sendable {
    /// Connections that one listener holds at most.
    private static let connectionLimit = 1024

    package let config: CoordinatorConfig
    package let logger: Logger

    /// Where the listeners ended up.
    package struct Ports: Sendable, Equatable {
        package let envelopes: Int
        package let reading: Int
    }

    package init(config: CoordinatorConfig, logger: Logger) {
        self.config = config
        self.logger = logger
    }

    /// Runs until the task is cancelled or, where they are routed here, SIGTERM or SIGINT arrives.
    ///
    /// `onReady` is called once both listeners and the control socket take connections.
    ///
    /// - Throws: `StartError` for what the configuration names and cannot be used; a `LedgerError` when the store failed.
    package func run(
        handlesSignals: Bool = false,
        onReady: @escaping @Sendable (Ports) async -> Void
    ) async throws {
        let keys: CoordinatorKeys
        do { keys = try CoordinatorKeys(directory: config.keys) } catch { throw StartError.keys(error) }
        let (failures, failed) = AsyncStream.makeStream(of: LedgerError.self)
        let ledger: Ledger
        do {
            ledger = try await Ledger.open(path: config.database, coordinator: keys.keySet.coordinator) {
                error in
                failed.yield(error)
            }
        } catch {
            throw StartError.ledger(error)
        }
        for finding in ledger.findings { logger.critical("\(finding)") }
        let readiness = Readiness(onReady)
        let intake = Intake(keys: keys, ledger: ledger, logger: logger)
        var outcome: Result<Void, any Error> = .success(())
        do {
            let envelopes = try listener(config.envelopes, readiness.envelopes) { router in
                EnvelopeRoutes(intake: intake).add(to: router)
            }
            let reading = try listener(config.reading, readiness.reading) { router in
                router.add(middleware: HostGate(hosts: config.reading.acceptedHosts))
                router.add(middleware: TokenGate(digests: config.reading.tokens))
                ReadingRoutes(ledger: ledger, intake: intake, name: keys.keySet.name).add(to: router)
            }
            let control: ControlService
            do {
                control = try ControlService(path: config.control, ledger: ledger)
            } catch {
                throw StartError.control(path: config.control, error)
            }
            let group = ServiceGroup(
                configuration: .init(
                    services: [
                        .init(service: LedgerWatch(failures: failures)),
                        .init(service: control),
                        .init(service: envelopes),
                        .init(service: reading),
                    ],
                    gracefulShutdownSignals: handlesSignals ? [.sigterm, .sigint] : [],
                    logger: logger
                )
            )
            try await group.run()
        } catch {
            outcome = .failure(error)
        }
        await ledger.close()
        try outcome.get()
    }

    private func listener(
        _ listener: CoordinatorConfig.Listener,
        _ onRunning: @escaping @Sendable (Int) async -> Void,
        _ routes: (Router<CoordinatorContext>) -> Void
    ) throws -> some Service {
        let router = Router(context: CoordinatorContext.self)
        routes(router)
        let http = HTTPServerBuilder.http1(
            configuration: .init(
                idleTimeout: .seconds(90),
                httpDecoderConfiguration: .init(maxHeaderListSize: 16_384)
            )
        )
        return Application(
            router: router,
            server: try listener.tls.map { try .tls(http, tlsConfiguration: try $0.configuration()) } ?? http,
            configuration: .init(
                address: .hostname(listener.address, port: listener.port),
                availableConnectionsDelegate: MaximumAvailableConnections(Self.connectionLimit)
            ),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) },
            logger: logger
        )
    }
}

/// What keeps a coordinator from starting; most of it until somebody changes something.
package enum StartError: Error, CustomStringConvertible {
    case keys(KeysError)
    case ledger(LedgerError)
    case tls(String)
    case control(path: String, Errno)

    /// Whether starting again can help without anybody's doing: the disk is full or failing.
    package var isTransient: Bool {
        switch self {
        case .ledger(.storage), .ledger(.file), .ledger(.closed): true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .keys(let error): error.description
        case .ledger(let error): error.description
        case .tls(let reason): reason
        case .control(let path, let error): "control socket \(path): \(error)"
        }
    }
}

extension CoordinatorConfig.TLSFiles {
    func configuration() throws(StartError) -> TLSConfiguration {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate)
            return .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            )
        } catch {
            throw .tls("\(certificate), \(key): \(error)")
        }
    }
}

/// Ends the coordinator when its ledger cannot go on; the service manager starts it again.
private struct LedgerWatch: Service {
    let failures: AsyncStream<LedgerError>

    func run() async throws {
        for await failure in failures.cancelOnGracefulShutdown() { throw failure }
    }
}

/// Gathers the ports and tells once both are there.
private final class Readiness: Sendable {
    private let ports = Mutex<(envelopes: Int?, reading: Int?)>((nil, nil))
    private let onReady: @Sendable (CoordinatorService.Ports) async -> Void

    init(_ onReady: @escaping @Sendable (CoordinatorService.Ports) async -> Void) { self.onReady = onReady }

    @Sendable func envelopes(_ port: Int) async { await note { $0.envelopes = port } }
    @Sendable func reading(_ port: Int) async { await note { $0.reading = port } }

    private func note(_ change: (inout (envelopes: Int?, reading: Int?)) -> Void) async {
        let complete = ports.withLock { ports -> CoordinatorService.Ports? in
            change(&ports)
            guard let envelopes = ports.envelopes, let reading = ports.reading else { return nil }
            return CoordinatorService.Ports(envelopes: envelopes, reading: reading)
        }
        if let complete { await onReady(complete) }
    }
}
