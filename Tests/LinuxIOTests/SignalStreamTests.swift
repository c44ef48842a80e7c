import Glibc
import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1))) struct SignalStreamTests {
    @Test func `signals arrive in order and cancellation ends the wait`() async throws {
        let stream = try SignalStream(poller: try Poller())
        for signal in [SignalStream.Signal.hangup, .terminate, .interrupt] {
            kill(getpid(), signal.number)
            #expect(await stream.next() == signal)
        }
        let waiting = Task { await stream.next() }
        waiting.cancel()
        #expect(await waiting.value == nil)
    }
}
