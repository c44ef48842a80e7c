import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(1))) struct WakeTests {
    let wake = Wake()

    @Test func `a signal before the wait is not lost`() async {
        wake.signal()
        await wake.wait(for: .seconds(3600))
    }

    @Test func `a signal ends a wait, whichever comes first`() async {
        for _ in 0..<500 {
            async let waiting: Void = wake.wait(for: .seconds(3600))
            wake.signal()
            await waiting
        }
    }

    @Test func `the time ends a wait, and a later signal is kept`() async {
        for _ in 0..<50 { await wake.wait(for: .microseconds(50)) }
        wake.signal()
        await wake.wait(for: .seconds(3600))
    }

    @Test func `cancellation ends a wait, before it and within it`() async {
        for _ in 0..<200 {
            let waiting = Task { await wake.wait(for: .seconds(3600)) }
            waiting.cancel()
            await waiting.value
        }
    }

    @Test func `many signals wake once`() async {
        for _ in 0..<10 { wake.signal() }
        await wake.wait(for: .seconds(3600))
        await wake.wait(for: .microseconds(50))
    }
}
