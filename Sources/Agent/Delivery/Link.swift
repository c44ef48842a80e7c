import Exchange
import FieldModel
import LinuxIO
import Synchronization

/// One configured link at work: its carrier, its pace and its troubles.
final class Link: Sendable {
    struct State: Sendable {
        var backoff = Backoff(longest: .seconds(30))
        var sizer: BundleSizer
        /// CLOCK_BOOTTIME milliseconds before which the link is left alone.
        var notBefore: UInt64 = 0
        var lastSuccess: UInt64?
        var lastFailure: (instant: UInt64, reason: String)?
        var sentEnvelopes: UInt64 = 0
        var sentBytes: UInt64 = 0
        /// After a failure or a start, only what is newest goes first.
        var isCold = true
    }

    let settings: LinkSettings
    let carrier: HTTPSCarrier
    private let state: Mutex<State>

    init(_ settings: LinkSettings) {
        self.settings = settings
        carrier = HTTPSCarrier(
            HTTPSSettings(
                url: settings.address.description,
                interface: settings.interface,
                caFile: settings.authorityFile,
                clientCertificate: settings.client?.certificateFile,
                clientKey: settings.client?.keyFile,
                proxy: settings.proxy?.description,
                stallTimeout: settings.stallTimeout,
                bitRate: settings.bitRate
            )
        )
        state = Mutex(State(sizer: BundleSizer(bitRate: settings.bitRate)))
    }

    var snapshot: State { state.withLock { $0 } }

    func succeed(envelopeBytes: Int, canonicalBytes: Int, seconds: Double) {
        state.withLock { state in
            state.backoff.succeed()
            state.sizer.succeed(
                envelopeBytes: envelopeBytes,
                canonicalBytes: canonicalBytes,
                seconds: seconds
            )
            state.notBefore = 0
            state.lastSuccess = BootClock.now()
            state.sentEnvelopes += 1
            state.sentBytes += UInt64(envelopeBytes)
            state.isCold = false
        }
    }

    /// Leaves the link alone for a while; not for long when it `isUrgent`, because an alarm or a newest snapshot waits.
    func fail(_ error: CarrierError, isUrgent: Bool) {
        var random = SystemRandomNumberGenerator()
        state.withLock { state in
            var pause = state.backoff.fail(isUrgent: isUrgent, using: &random)
            if case .busy(let asked) = error { pause = max(pause, asked) }
            let now = BootClock.now()
            state.notBefore = now + UInt64(pause / .milliseconds(1))
            state.lastFailure = (now, "\(error)")
            state.sizer.fail()
            state.isCold = true
        }
    }

    /// The far end did not want these bytes: the link is well, the envelope was too large or not liked.
    func shrink() { state.withLock { $0.sizer.fail() } }
}
