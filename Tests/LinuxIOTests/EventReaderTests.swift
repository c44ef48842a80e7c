import Glibc
import LinuxIO
import Testing

@Suite struct EventReaderTests {
    private let near: FileDescriptor
    private let far: FileDescriptor

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        (near, far) = (FileDescriptor(owning: ends[0]), FileDescriptor(owning: ends[1]))
    }

    private func send(_ bytes: [UInt8]) throws { #expect(try far.write(bytes[...]) == bytes.count) }

    @Test func `an event lies in memory as the kernel has it`() throws {
        let event = InputEvent(type: 1, code: 0x1234, value: -2, time: 5_006)
        let word = (InputEvent.byteCount - 8) / 2
        var bytes = [UInt8](repeating: 0, count: InputEvent.byteCount)
        bytes.replaceSubrange(0..<1, with: [5])
        bytes.replaceSubrange(word..<word + 2, with: [0x70, 0x17])
        bytes.replaceSubrange((2 * word)..., with: [1, 0, 0x34, 0x12, 0xFE, 0xFF, 0xFF, 0xFF])
        #expect(event.bytes == bytes)
        #expect(InputEvent(bytes[...]) == event)
        #expect(InputEvent(bytes.dropLast()) == nil)
        #expect(InputEvent(([0] + bytes).dropFirst()) == event)
    }

    @Test func `events come in order, halves are put together, and nothing is nil`() throws {
        var reader = EventReader(near)
        #expect(try reader.next() == nil)
        let events = (0..<200).map { InputEvent(type: 1, code: $0, value: 1, time: UInt64($0)) }
        let bytes = events.flatMap(\.bytes)
        try send(Array(bytes[..<37]))
        #expect(try reader.next() == events[0])
        #expect(try reader.next() == nil)
        try send(Array(bytes[37...]))
        for event in events.dropFirst() { #expect(try reader.next() == event) }
        #expect(try reader.next() == nil)
    }

    @Test func `a device that is gone is told once what it had said is taken`() throws {
        var reader = EventReader(near)
        try send(InputEvent(type: 1, code: 30, value: 1, time: 0).bytes)
        shutdown(far.rawValue, Int32(SHUT_RDWR))
        #expect(try reader.next()?.code == 30)
        #expect(throws: StreamError.disconnected) { try reader.next() }
    }

    /// Seconds and microseconds that are no time.
    private static let noTimes: [(seconds: Int64, microseconds: Int64)] = [
        (-1, 0), (0, -1), (0, 1_000_000), (.max, 0), (.min, .min),
    ]

    @Test(arguments: noTimes)
    func `a time that cannot be is none`(_ seconds: Int64, _ microseconds: Int64) {
        guard InputEvent.byteCount == 24 else { return }
        var bytes = withUnsafeBytes(of: seconds) { Array($0) }
        withUnsafeBytes(of: microseconds) { bytes += $0 }
        bytes += [1, 0, 30, 0, 1, 0, 0, 0]
        let event = InputEvent(bytes[...])
        #expect(event?.time == nil)
        #expect(event?.code == 30)
    }

    @Test func `whatever bytes a device sends are events and trap nothing`() throws {
        var reader = EventReader(near)
        var generator = SystemRandomNumberGenerator()
        var count = 0
        for _ in 0..<200 {
            try send((0..<InputEvent.byteCount * 3).map { _ in UInt8.random(in: 0...255, using: &generator) })
            while try reader.next() != nil { count += 1 }
        }
        #expect(count == 600)
    }
}
