import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// `GET /`: the picture as one page without outside resources. It holds no data; its script asks for that.
struct Page {
    let name: String
    let language: String

    init(name: String, request: Request) {
        self.name = name
        let asked = request.uri.queryParameters["lang"].map { String($0) } ?? request.headers[.acceptLanguage]
        language = asked.map { $0.lowercased().hasPrefix("en") } == true ? "en" : "sv"
    }

    var response: Response {
        // Only the script and the style of this answer may run.
        let nonce = String(UInt64.random(in: .min ... .max), radix: 36)
        let html = Self.text(PackageResources.page_html)
            .replacing("{{language}}", with: language)
            .replacing("{{name}}", with: Self.escaped(name))
            .replacing("{{nonce}}", with: nonce)
            .replacing("{{style}}", with: Self.text(PackageResources.page_css))
            .replacing("{{script}}", with: Self.text(PackageResources.page_js))
        let policy =
            "default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'nonce-\(nonce)'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: policy, .xContentTypeOptions: "nosniff",
            ],
            body: .init(byteBuffer: ByteBuffer(string: html))
        )
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
