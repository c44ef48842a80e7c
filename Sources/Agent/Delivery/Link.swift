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
        /// The other side said when to come again.
        var isAskedToWait = false

        /// Whether the newest attempt reached the coordinator.
        var isUp: Bool { lastSuccess.map { $0 > lastFailure?.instant ?? 0 } ?? false }
    }

    let settings: LinkSettings
    let carrier: HTTPSCarrier
    private let state: Mutex<State>
    private let turned: @Sendable () -> Void

    /// Goes on where the link was before a reload. Calls `turned` when it begins or ceases to work.
    init(
        _ settings: LinkSettings,
        resuming former: State? = nil,
        turned: @escaping @Sendable () -> Void = {}
    ) {
        self.settings = settings
        self.turned = turned
        carrier = HTTPSCarrier(HTTPSSettings(settings))
        state = Mutex(former ?? State(sizer: BundleSizer(bitRate: settings.bitRate)))
    }

    var snapshot: State { state.withLock { $0 } }

    func succeed(envelopeBytes: Int, canonicalBytes: Int, seconds: Double) {
        let wasUp = state.withLock { state in
            let wasUp = state.isUp
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
            state.isAskedToWait = false
            return wasUp
        }
        if !wasUp { turned() }
    }

    /// Leaves the link alone for a while; not for long when it `isUrgent`, because an alarm or a newest snapshot waits.
    func fail(_ error: CarrierError, isUrgent: Bool) {
        var random = SystemRandomNumberGenerator()
        let wasUp = state.withLock { state in
            let wasUp = state.isUp
            var pause = state.backoff.fail(isUrgent: isUrgent, using: &random)
            state.isAskedToWait = false
            if case .busy(let asked) = error {
                pause = max(pause, asked)
                state.isAskedToWait = true
            }
            let now = BootClock.now()
            state.notBefore = now + UInt64(pause / .milliseconds(1))
            state.lastFailure = (now, "\(error)")
            state.sizer.fail()
            state.isCold = true
            return wasUp
        }
        if wasUp { turned() }
    }

    /// Ends a pause after failures, because the way out has changed.
    func hasten() {
        state.withLock { state in
            if !state.isAskedToWait { state.notBefore = 0 }
        }
    }

    /// The far end did not want these bytes: the link is well, the envelope was too large or not liked.
    func shrink() { state.withLock { $0.sizer.fail() } }
}

extension HTTPSSettings {
    init(_ link: LinkSettings) {
        self.init(
            url: link.address.description,
            interface: link.interface,
            caFile: link.authorityFile,
            clientCertificate: link.client?.certificateFile,
            clientKey: link.client?.keyFile,
            proxy: link.proxy?.description,
            stallTimeout: link.stallTimeout,
            bitRate: link.bitRate
        )
    }
}
