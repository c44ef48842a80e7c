import Crypto
import FieldModel
import HTTPTypes
import Hummingbird

/// Lets in who shows a bearer token. The page itself holds no data and is open; what it asks for is not.
struct TokenGate: RouterMiddleware {
    /// SHA-256 of each token; empty: nobody is asked.
    let digests: [[UInt8]]

    func handle(
        _ request: Request,
        context: CoordinatorContext,
        next: (Request, CoordinatorContext) async throws -> Response
    ) async throws -> Response {
        if digests.isEmpty || request.uri.path == "/" { return try await next(request, context) }
        guard let header = request.headers[.authorization], header.hasPrefix("Bearer ") else {
            return Self.refused
        }
        let shown = Array(SHA256.hash(data: Array(header.dropFirst(7).utf8)))
        // Digests are compared whole, so that the time tells nothing about a token.
        let isKnown = digests.reduce(false) { known, digest in
            known || zip(digest, shown).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
        }
        return isKnown ? try await next(request, context) : Self.refused
    }

    private static var refused: Response {
        var response = Response.json(.object([("error", .string("token_required"))]), status: .unauthorized)
        response.headers[.wwwAuthenticate] = "Bearer"
        return response
    }
}
