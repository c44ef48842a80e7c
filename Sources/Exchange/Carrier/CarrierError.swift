/// Why an envelope brought no receipt.
package enum CarrierError: Error, Equatable, CustomStringConvertible {
    /// The far end answered and did not take it.
    case refused(status: Int, code: String)
    /// The far end asks for a pause.
    case busy(retryAfter: Duration)
    /// No connection, or it broke, in the carrier's words.
    case unreachable(String)
    /// The certificate of the far end, or ours, was not accepted.
    case untrusted(String)
    /// Nothing moved for the stall time-out.
    case stalled
    /// The answer is not a receipt for this envelope.
    case badReceipt(EnvelopeError)
    case closed

    /// Whether the same bytes may succeed later.
    package var isTransient: Bool {
        switch self {
        // Only these speak of the envelope itself. Whatever else answers may be no coordinator at all: a proxy, a portal.
        case .refused(let status, _): ![413, 422].contains(status)
        case .busy, .unreachable, .untrusted, .stalled, .badReceipt: true
        case .closed: false
        }
    }

    package var description: String {
        switch self {
        case .refused(let status, let code): "refused with status \(status)\(code.isEmpty ? "" : " \(code)")"
        case .busy(let pause): "busy, asks for \(pause.components.seconds) s"
        case .unreachable(let reason): "unreachable: \(reason)"
        case .untrusted(let reason): "not trusted: \(reason)"
        case .stalled: "stalled"
        case .badReceipt(let error): "answer is no valid receipt: \(error)"
        case .closed: "closed"
        }
    }
}
