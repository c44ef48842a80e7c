package import Hardware
package import LinuxIO

/// Reads the GPIO lines of a node.
package struct LineInput: Sendable {
    package let bank: LineBank
    private let poller: Poller
    private var waiting: [LineChange] = []

    /// `counters` are those of a former bank.
    package init(
        _ lines: [LineSettings],
        poller: Poller,
        resuming counters: [String: InputCounters] = [:]
    ) throws(Errno) {
        bank = try LineBank(lines, resuming: counters)
        self.poller = poller
    }

    /// Waits for the next change, however often chips go and come; `nil` once the task is cancelled.
    package mutating func next() async -> LineChange? {
        while waiting.isEmpty {
            if Task.isCancelled { return nil }
            let step = await bank.step()
            waiting = step.changes
            guard waiting.isEmpty else { break }
            if await poller.readable(bank.bell.descriptor, timeout: step.wait) == .cancelled { return nil }
        }
        return waiting.removeFirst()
    }
}
