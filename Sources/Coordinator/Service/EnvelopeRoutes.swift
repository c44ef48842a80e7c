import Exchange
import FieldModel
import HTTPTypes
import Hummingbird
import NIOCore

/// `POST /v1/envelopes`: an envelope in, a sealed receipt out.
struct EnvelopeRoutes {
    let intake: Intake

    func add(to router: Router<CoordinatorContext>) {
        router.post("/v1/envelopes") { request, _ in await respond(to: request) }
    }

    private func respond(to request: Request) async -> Response {
        do throws(Refusal) {
            let envelope = try await body(of: request)
            let receipt = try await intake.take(envelope)
            return Response(
                status: .ok,
                headers: [.contentType: "application/octet-stream", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(bytes: receipt))
            )
        } catch {
            var response = Response.json(.object([("error", .string(error.rawValue))]), status: error.status)
            if error == .overload { response.headers[.retryAfter] = "2" }
            return response
        }
    }

    /// Reads at most what an envelope may be.
    private func body(of request: Request) async throws(Refusal) -> [UInt8] {
        let limit = EnvelopeLimits.envelopeBytes
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            intake.note(.oversized)
            throw .oversized
        }
        var bytes: [UInt8] = []
        do {
            for try await chunk in request.body {
                guard bytes.count + chunk.readableBytes <= limit else {
                    intake.note(.oversized)
                    throw Refusal.oversized
                }
                bytes += chunk.readableBytesView
            }
        } catch Refusal.oversized {
            throw .oversized
        } catch {
            // The connection broke; nobody will read the answer.
            intake.note(.truncated)
            throw .truncated
        }
        return bytes
    }
}

extension Response {
    /// JSON that no cache keeps.
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "application/json; charset=utf-8", .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ],
            body: .init(byteBuffer: ByteBuffer(string: value.text + "\n"))
        )
    }
}
