import Glibc
import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1))) struct PollerTests {
    let poller: Poller
    let reader: FileDescriptor
    let writer: FileDescriptor

    init() throws {
        poller = try Poller()
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        reader = FileDescriptor(owning: ends[0])
        writer = FileDescriptor(owning: ends[1])
    }

    @Test func `a byte makes a descriptor readable`() async throws {
        async let readiness = poller.readable(reader)
        _ = try writer.write([1])
        #expect(await readiness == .ready)
    }

    @Test func `a deadline ends the wait`() async {
        let start = BootClock.now()
        #expect(await poller.readable(reader, timeout: .milliseconds(30)) == .timeout)
        #expect(BootClock.now() - start >= 30)
    }

    @Test func `a shorter deadline is kept while a longer one waits`() async {
        let long = Task { await poller.sleep(for: .seconds(60)) }
        #expect(await poller.readable(reader, timeout: .milliseconds(20)) == .timeout)
        long.cancel()
        #expect(await long.value == false)
    }

    @Test func `cancellation ends the wait before and after it began`() async {
        let waiting = Task { await poller.readable(reader) }
        waiting.cancel()
        #expect(await waiting.value == .cancelled)
        #expect(await poller.readable(reader, timeout: .milliseconds(1)) == .timeout)
    }

    @Test func `a closed other side is a hang-up`() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[1])
        #expect(await poller.readable(FileDescriptor(owning: ends[0])) == .hangup)
    }

    @Test func `many tasks wait on many descriptors and each gets its own`() async throws {
        var pipes: [(FileDescriptor, FileDescriptor)] = []
        for _ in 0..<50 {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            pipes.append((FileDescriptor(owning: ends[0]), FileDescriptor(owning: ends[1])))
        }
        let poller = poller
        await withTaskGroup(of: Readiness.self) { group in
            for (reader, _) in pipes { group.addTask { await poller.readable(reader) } }
            for (_, writer) in pipes { _ = try? writer.write([7]) }
            for await readiness in group { #expect(readiness == .ready) }
        }
    }

    @Test func `a descriptor number that was closed and used again still works`() async throws {
        for _ in 0..<20 {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            let (reader, writer) = (FileDescriptor(owning: ends[0]), FileDescriptor(owning: ends[1]))
            #expect(await poller.readable(reader, timeout: .zero) == .timeout)
            _ = try writer.write([1])
            #expect(await poller.readable(reader) == .ready)
        }
    }

    @Test func `a regular file is always ready`() async throws {
        let file = try FileDescriptor(opening: "/proc/self/exe", flags: O_RDONLY)
        #expect(await poller.readable(file) == .ready)
    }
}
