import Glibc
import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1))) struct DescriptorSetTests {
    /// Both ends of a connection, which no program that another test starts inherits.
    private func pipe() throws -> (reading: FileDescriptor, writing: FileDescriptor) {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
        return (FileDescriptor(owning: ends[0]), FileDescriptor(owning: ends[1]))
    }

    @Test func `one of many that is ready is named, and the set is ready for a poller`() async throws {
        let (set, poller) = (try DescriptorSet(), try Poller())
        let pipes = try (0..<20).map { _ in try pipe() }
        for (tag, pipe) in pipes.enumerated() { try set.add(pipe.reading.rawValue, tag: UInt32(tag)) }
        #expect(set.ready().isEmpty)
        #expect(await poller.readable(set.descriptor, timeout: .milliseconds(20)) == .timeout)
        _ = try pipes[7].writing.write([1])
        #expect(await poller.readable(set.descriptor, timeout: .seconds(5)) == .ready)
        #expect(set.ready() == [.init(tag: 7, isGone: false)])
    }

    @Test func `a member that is not armed wakes nobody, but for its end`() async throws {
        let (set, poller) = (try DescriptorSet(), try Poller())
        var (reading, writing): (FileDescriptor, FileDescriptor?) = try pipe()
        try set.add(reading.rawValue, tag: 3)
        try set.setArmed(false, reading.rawValue, tag: 3)
        _ = try writing?.write([1])
        #expect(await poller.readable(set.descriptor, timeout: .milliseconds(20)) == .timeout)
        try set.setArmed(true, reading.rawValue, tag: 3)
        #expect(await poller.readable(set.descriptor, timeout: .seconds(5)) == .ready)
        try set.setArmed(false, reading.rawValue, tag: 3)
        writing = nil
        #expect(await poller.readable(set.descriptor, timeout: .seconds(5)) == .ready)
        #expect(set.ready() == [.init(tag: 3, isGone: true)])
        reading = try pipe().reading
        // A program that starts just now has it for a moment.
        while !set.ready().isEmpty { await Task.yield() }
    }
}
