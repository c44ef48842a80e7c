import Glibc

/// A connected local stream socket.
package struct UnixConnection: Sendable {
    package let descriptor: FileDescriptor
    private let poller: Poller
    private var lines: LineReader

    package init(_ descriptor: FileDescriptor, poller: Poller, maximumLine: Int = LineReader.defaultCapacity)
    {
        self.descriptor = descriptor
        self.poller = poller
        lines = LineReader(descriptor, poller: poller, capacity: maximumLine, terminators: [0x0A])
    }

    /// Connects to a listener of this machine.
    package static func connect(
        to path: String,
        poller: Poller,
        maximumLine: Int = LineReader.defaultCapacity
    ) throws(Errno) -> UnixConnection {
        let descriptor = try SocketAddress.makeSocket(SOCK_STREAM)
        try SocketAddress(path: path).connect(descriptor)
        return UnixConnection(descriptor, poller: poller, maximumLine: maximumLine)
    }

    /// Lines that were longer than the limit; they are dropped whole.
    package var overlong: UInt64 { lines.tally.overlong }

    /// The next line that ends with LF; `nil` once the task is cancelled.
    package mutating func readLine(timeout: Duration? = nil) async throws(StreamError) -> ArraySlice<UInt8>? {
        try await lines.next(timeout: timeout)?.bytes
    }

    /// Writes everything; false when the task was cancelled.
    package func write(_ bytes: [UInt8], timeout: Duration? = nil) async throws(StreamError) -> Bool {
        try await descriptor.writeAll(bytes, poller: poller, timeout: timeout)
    }
}
