import CCurl
import Glibc

/// One libcurl handle with its connection. Lives on its carrier's thread.
final class CurlSession {
    /// Receipts are small; anything larger is not one.
    private static let answerLimit = 1 << 20
    // libcurl must be set up once before any handle, and a Swift global is initialised exactly once.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let handle: UnsafeMutableRawPointer
    private let settings: HTTPSSettings
    private let stop: StopFlag
    private var headers: UnsafeMutablePointer<curl_slist>?
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init?(_ settings: HTTPSSettings, stop: StopFlag) {
        guard Self.isReady, let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.settings = settings
        self.stop = stop
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        headers = curl_slist_append(nil, "Content-Type: application/octet-stream")
        // Waiting for "100 Continue" would cost a round trip, "Accept" a few bytes each time.
        headers = curl_slist_append(headers, "Expect:")
        headers = curl_slist_append(headers, "Accept:")
        configure()
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
        message.deallocate()
    }

    private func configure() {
        let base = settings.url.hasSuffix("/") ? String(settings.url.dropLast()) : settings.url
        set(CURLOPT_URL, base + "/v1/envelopes")
        set(CURLOPT_PROTOCOLS_STR, settings.url.hasPrefix("https:") ? "https" : "http")
        set(CURLOPT_INTERFACE, settings.interface)
        set(CURLOPT_CAINFO, settings.caFile)
        set(CURLOPT_SSLCERT, settings.clientCertificate)
        set(CURLOPT_SSLKEY, settings.clientKey)
        // An empty proxy also switches off what the environment says.
        set(CURLOPT_PROXY, settings.proxy ?? "")
        set(CURLOPT_POST, 1)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_BUFFERSIZE, 16 * 1024)
        set(CURLOPT_UPLOAD_BUFFERSIZE, 16 * 1024)
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        budkavle_curl_pointer(handle, CURLOPT_HTTPHEADER, headers)
        budkavle_curl_pointer(handle, CURLOPT_ERRORBUFFER, message)
    }

    private func set(_ option: CURLoption, _ value: Int) { budkavle_curl_long(handle, option, value) }

    private func set(_ option: CURLoption, _ value: String?) {
        if let value { budkavle_curl_string(handle, option, value) }
    }

    func post(_ envelope: [UInt8]) -> Result<[UInt8], CarrierError> {
        guard !stop.isRaised else { return .failure(.closed) }
        // The kernel takes what the link has yet to carry: silence is only a stall after that time has passed too.
        let carrying = 3 * envelope.count * 8 / max(settings.bitRate, 300)
        let patience = Int(settings.stallTimeout.components.seconds) + carrying
        set(CURLOPT_LOW_SPEED_TIME, max(patience, 1))
        set(CURLOPT_CONNECTTIMEOUT_MS, max(patience, 1) * 1000)
        set(CURLOPT_POSTFIELDSIZE, envelope.count)
        let answer = Answer(limit: Self.answerLimit)
        message.pointee = 0
        let code = envelope.withUnsafeBytes { bytes in
            budkavle_curl_pointer(handle, CURLOPT_POSTFIELDS, bytes.baseAddress)
            budkavle_curl_write(handle, Answer.write, Unmanaged.passUnretained(answer).toOpaque())
            budkavle_curl_watch(handle, Self.watch, Unmanaged.passUnretained(stop).toOpaque())
            return curl_easy_perform(handle)
        }
        budkavle_curl_pointer(handle, CURLOPT_POSTFIELDS, nil)
        return withExtendedLifetime(answer) { outcome(code, answer.bytes) }
    }

    /// Connects, with TLS where the address asks for it, and sends nothing.
    func connect() -> Result<[UInt8], CarrierError> {
        guard !stop.isRaised else { return .failure(.closed) }
        set(CURLOPT_CONNECTTIMEOUT_MS, max(Int(settings.stallTimeout.components.seconds), 1) * 1000)
        set(CURLOPT_CONNECT_ONLY, 1)
        defer { set(CURLOPT_CONNECT_ONLY, 0) }
        message.pointee = 0
        budkavle_curl_watch(handle, Self.watch, Unmanaged.passUnretained(stop).toOpaque())
        let code = curl_easy_perform(handle)
        return code == CURLE_OK ? .success([]) : outcome(code, [])
    }

    private func outcome(_ code: CURLcode, _ body: [UInt8]) -> Result<[UInt8], CarrierError> {
        switch code {
        case CURLE_OK: break
        case CURLE_OPERATION_TIMEDOUT: return .failure(.stalled)
        case CURLE_ABORTED_BY_CALLBACK: return .failure(.closed)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            return .failure(.untrusted(reason(code)))
        default: return .failure(.unreachable(reason(code)))
        }
        let status = budkavle_curl_status(handle)
        switch status {
        case 200: return .success(body)
        case 429, 503:
            let seconds = min(max(budkavle_curl_retry_after(handle), 1), 300)
            return .failure(.busy(retryAfter: .seconds(seconds)))
        default: return .failure(.refused(status: status, code: Self.errorCode(body)))
        }
    }

    private func reason(_ code: CURLcode) -> String {
        let detail = String(cString: message)
        return detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    }

    /// The word in `{"error":"word"}`, as far as it is one.
    private static func errorCode(_ body: [UInt8]) -> String {
        let words = String(decoding: body.prefix(256), as: UTF8.self).split(separator: "\"")
        guard let key = words.firstIndex(of: "error"), key + 2 < words.endIndex else { return "" }
        return String(words[key + 2].prefix(40).filter { $0.isLetter || $0 == "_" })
    }

    private static let watch: budkavle_curl_progress = { context, _, _, _, _ in
        guard let context else { return 0 }
        return Unmanaged<StopFlag>.fromOpaque(context).takeUnretainedValue().isRaised ? 1 : 0
    }
}

/// Collects an answer up to a limit; more breaks the transfer off.
private final class Answer {
    private(set) var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    static let write: budkavle_curl_writer = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let answer = Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
        let total = size * count
        guard answer.bytes.count + total <= answer.limit else { return 0 }
        answer.bytes += UnsafeRawBufferPointer(start: bytes, count: total)
        return total
    }
}
