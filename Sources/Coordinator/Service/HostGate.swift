import FieldModel
import HTTPTypes
import Hummingbird

/// Answers only who means this coordinator: without a token, a page of a stranger whose name was made to point here could read
/// with the browser of somebody who may.
struct HostGate: RouterMiddleware {
    /// Hosts in lower case, without ports; `nil`: nobody is asked.
    let hosts: Set<String>?

    func handle(
        _ request: Request,
        context: CoordinatorContext,
        next: (Request, CoordinatorContext) async throws -> Response
    ) async throws -> Response {
        if let hosts {
            guard let authority = request.head.authority, hosts.contains(Self.host(authority)) else {
                return .json(.object([("error", .string("unknown_host"))]), status: .misdirectedRequest)
            }
        }
        return try await next(request, context)
    }

    /// The host of a `Host` header as it is compared: without its port, a trailing dot and the brackets of IPv6.
    ///
    /// Source: RFC 9110, §7.2; RFC 3986, §3.2.
    static func host(_ authority: String) -> String {
        var host = authority.lowercased()[...]
        if host.hasPrefix("[") {
            host = host.dropFirst().prefix { $0 != "]" }
        } else {
            host = host.prefix { $0 != ":" }
            if host.hasSuffix(".") { host = host.dropLast() }
        }
        return String(host)
    }
}

extension CoordinatorConfig.Listener {
    /// Whom `HostGate` lets in: with tokens everybody, unless names are configured.
    var acceptedHosts: Set<String>? {
        guard tokens.isEmpty || !hosts.isEmpty else { return nil }
        return Set((hosts + [address, "localhost", "127.0.0.1", "::1"]).map { $0.lowercased() })
    }
}
