import Synchronization

/// Every light and sound that answers one scanner. Signal only once the scan's event is durable, or refused.
package final class ScannerFeedback: FeedbackSink {
    private let sinks: [any FeedbackSink]
    private let given = Atomic<Int>(0)

    /// The sinks begin in this order; lights come before sounds, because a siren masks a beep.
    package init(_ sinks: [any FeedbackSink]) { self.sinks = sinks }

    /// How many signals were given.
    var answers: Int { given.load(ordering: .relaxed) }

    package func signal(_ signal: ScanSignal) async {
        given.add(1, ordering: .relaxed)
        for sink in sinks { await sink.signal(signal) }
    }
}
