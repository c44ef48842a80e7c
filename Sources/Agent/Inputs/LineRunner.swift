import Hardware
import Inputs
import Journal
import LinuxIO
import Logging

/// The configured lines at work: inputs to their desk, outputs for the person.
struct LineRunner: Sendable {
    let input: LineInput
    let player: LinePlayer

    /// `nil` when no line has a use. Chips go on counting where the former runner's did.
    ///
    /// - Throws: what the kernel has no more of.
    init?(_ lines: [LineSettings], after former: LineRunner? = nil, poller: Poller) throws(Errno) {
        guard lines.contains(where: { $0.role != .unused }) else { return nil }
        input = try LineInput(lines, poller: poller, resuming: former?.input.bank.counters ?? [:])
        player = LinePlayer(lines, bank: input.bank)
    }

    /// Follows the lines until the task is cancelled.
    func run(_ desk: LineDesk, _ recorder: Recorder, _ log: Logger) async throws(JournalError) {
        var failure: JournalError?
        do throws(JournalError) { try await desk.run(input, recorder, log) } catch { failure = error }
        // Nobody would switch off what shines on without an agent.
        await player.stop()
        await input.bank.close()
        if let failure { throw failure }
    }

    /// Keeps the state's light true until the task is cancelled.
    func showState(_ sign: @Sendable () async -> NodeSign) async {
        while !Task.isCancelled {
            await player.show(sign())
            // Cancelled sleep ends the loop.
            try? await Task.sleep(for: .seconds(10))
        }
    }
}
