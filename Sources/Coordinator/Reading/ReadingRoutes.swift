import FieldModel
import HTTPTypes
import Hummingbird
import LinuxIO
import NIOCore

/// Everything that reads: the picture as JSON, metrics, and the page.
struct ReadingRoutes {
    let ledger: Ledger
    let intake: Intake
    let name: String

    func add(to router: Router<CoordinatorContext>) {
        json(router, "/v1/nodes") { engine throws(LedgerError) in try engine.nodeList(at: BootClock.unix()) }
        json(router, "/v1/positions", "application/geo+json") { engine throws(LedgerError) in
            try engine.positions(at: BootClock.unix())
        }
        json(router, "/v1/load") { engine throws(LedgerError) in try engine.load(at: BootClock.unix()) }
        json(router, "/v1/stock") { engine throws(LedgerError) in try engine.stock(at: BootClock.unix()) }
        json(router, "/v1/completeness") { engine throws(LedgerError) in engine.completeness() }
        router.get("/v1/events") { request, _ in
            let query: EventQuery
            do throws(EventQuery.BadParameter) {
                query = try EventQuery(request.uri)
            } catch {
                let fault = [
                    ("error", JSONValue.string("bad_parameter")), ("parameter", .string(error.name)),
                ]
                return Response.json(.object(fault), status: .badRequest)
            }
            return await answer { engine throws(LedgerError) in try engine.events(query) }
        }
        router.get("/metrics") { _, _ in await metrics() }
        router.get("/") { request, _ in Page(name: name, request: request).response }
    }

    private func json(
        _ router: Router<CoordinatorContext>,
        _ path: RouterPath,
        _ type: String? = nil,
        _ body: @escaping @Sendable (LedgerEngine) throws(LedgerError) -> JSONValue
    ) {
        router.get(path) { _, _ in
            var response = await answer(body)
            if let type, response.status == .ok { response.headers[.contentType] = type }
            return response
        }
    }

    private func answer(
        _ body: @escaping @Sendable (LedgerEngine) throws(LedgerError) -> JSONValue
    ) async -> Response {
        do throws(LedgerError) {
            return .json(try await ledger.read(body))
        } catch {
            return .json(.object([("error", .string("store"))]), status: .serviceUnavailable)
        }
    }

    private func metrics() async -> Response {
        let counts = intake.counters.current
        let text = try? await ledger.read { engine throws(LedgerError) in Metrics(counts, engine).text }
        guard let text else {
            return .json(.object([("error", .string("store"))]), status: .serviceUnavailable)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
