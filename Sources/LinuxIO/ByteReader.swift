import Glibc

/// Reads what arrives on a descriptor, at most `capacity` bytes at a time.
package struct ByteReader: Sendable {
    package static let capacity = 4_096

    package enum Carrier: Sendable, Equatable {
        case stream
        /// Each read is one datagram; what exceeds the capacity is lost. Those of other hosts than the sender are dropped.
        case datagrams(sender: NetworkAddress?)
    }

    package let descriptor: FileDescriptor
    package let carrier: Carrier
    /// The newest bytes are the first of these.
    package private(set) var bytes = [UInt8](repeating: 0, count: capacity)
    /// CLOCK_BOOTTIME milliseconds of the newest bytes.
    package private(set) var arrival: UInt64 = 0

    private let poller: Poller
    private let tally: LineTally

    package init(
        _ descriptor: FileDescriptor,
        carrier: Carrier = .stream,
        poller: Poller,
        tally: LineTally = LineTally()
    ) {
        self.descriptor = descriptor
        self.carrier = carrier
        self.poller = poller
        self.tally = tally
    }

    /// Waits for bytes and returns their count; `nil` once the task is cancelled.
    ///
    /// - Throws: `.silent` when nothing arrives within the timeout; `.disconnected` at the end of a stream.
    package mutating func next(timeout: Duration? = nil) async throws(StreamError) -> Int? {
        while !Task.isCancelled {
            do throws(Errno) {
                let count = try readOnce()
                let now = BootClock.now()
                // Who never pauses must leave the processor to the others; strangers, too.
                await Task.yield()
                if let count, count > 0 {
                    arrival = now
                    tally.add(bytes: count, at: now)
                    return count
                }
                if carrier == .stream { break }
            } catch  where error == .tryAgain {
                switch await poller.readable(descriptor, timeout: timeout) {
                case .ready: continue
                case .timeout: throw .silent
                case .hangup: throw .disconnected
                case .cancelled: return nil
                }
            } catch {
                throw StreamError(error)
            }
        }
        if Task.isCancelled { return nil }
        throw .disconnected
    }

    /// Reads once; `nil` for a datagram that is not taken.
    private mutating func readOnce() throws(Errno) -> Int? {
        guard case .datagrams(let sender) = carrier else { return try descriptor.read(into: &bytes) }
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let count = try attempt {
            withUnsafeMutableBytes(of: &storage) { storage in
                bytes.withUnsafeMutableBytes {
                    recvfrom(
                        descriptor.rawValue,
                        $0.baseAddress,
                        $0.count,
                        0,
                        storage.assumingMemoryBound(to: sockaddr.self).baseAddress,
                        &size
                    )
                }
            }
        }
        guard let sender else { return count }
        return NetworkAddress(storage)?.host == sender.host ? count : nil
    }
}
