import Glibc

/// One line without its end.
package struct Line: Sendable, Equatable {
    package let bytes: ArraySlice<UInt8>
    /// CLOCK_BOOTTIME milliseconds when its last byte was read.
    package let arrival: UInt64
}

/// Cuts a stream of bytes into lines, in constant memory whatever arrives.
///
/// Empty lines are skipped, so CR, LF and CRLF all end a line once. A line longer than the capacity is dropped up to its
/// end and counted once.
package struct LineReader: Sendable {
    package static let defaultCapacity = 4_096

    package let descriptor: FileDescriptor
    /// The longest line, in bytes; nothing larger is ever held.
    package let capacity: Int
    package let tally: LineTally

    private let poller: Poller
    private let terminators: [UInt8]
    private var buffer: [UInt8]
    private var start = 0
    private var end = 0
    private var scanned = 0
    private var isDropping = false
    private var lastArrival: UInt64 = 0

    /// Reads lines that end with any one of the terminators. Readers that follow each other may share a tally.
    package init(
        _ descriptor: FileDescriptor,
        poller: Poller,
        capacity: Int = defaultCapacity,
        terminators: [UInt8] = [0x0D, 0x0A],
        tally: LineTally = LineTally()
    ) {
        self.descriptor = descriptor
        self.poller = poller
        self.capacity = max(capacity, 1)
        self.terminators = terminators
        self.tally = tally
        buffer = [UInt8](repeating: 0, count: self.capacity + 1)
    }

    /// Waits for the next line; `nil` once the task is cancelled.
    ///
    /// - Throws: `.silent` when nothing at all arrives within the timeout; `.disconnected` at the end of the stream.
    package mutating func next(timeout: Duration? = nil) async throws(StreamError) -> Line? {
        while true {
            if let line = cut() { return line }
            makeRoom()
            guard try await fill(timeout) else { return nil }
        }
    }

    /// Takes the next line out of the buffer.
    private mutating func cut() -> Line? {
        while let terminator = firstTerminator() {
            let line = start..<terminator
            start = terminator + 1
            scanned = start
            if isDropping {
                isDropping = false
            } else if !line.isEmpty {
                return Line(bytes: buffer[line], arrival: lastArrival)
            }
        }
        scanned = end
        return nil
    }

    private func firstTerminator() -> Int? {
        buffer.withUnsafeBytes { bytes in
            var stop = end
            for terminator in terminators where scanned < stop {
                guard let base = bytes.baseAddress,
                    let found = memchr(base + scanned, Int32(terminator), stop - scanned)
                else { continue }
                stop = UnsafeRawPointer(found) - base
            }
            return stop < end ? stop : nil
        }
    }

    private mutating func makeRoom() {
        if isDropping || start == end {
            start = 0
            end = 0
        } else if start > 0 {
            let rest = start..<end
            buffer.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                memmove(base, base + rest.lowerBound, rest.count)
            }
            start = 0
            end = rest.count
        } else if end > capacity {
            isDropping = true
            tally.addOverlong()
            end = 0
        }
        scanned = end
    }

    /// Reads once; false when the task was cancelled.
    private mutating func fill(_ timeout: Duration?) async throws(StreamError) -> Bool {
        while true {
            if Task.isCancelled { return false }
            do throws(Errno) {
                let count = try descriptor.read(into: &buffer, from: end)
                if count == 0 { break }
                end += count
                lastArrival = BootClock.now()
                tally.add(bytes: count, at: lastArrival)
                // A line that never pauses must leave the processor to the others.
                await Task.yield()
                return true
            } catch  where error == .tryAgain {
                switch await poller.readable(descriptor, timeout: timeout) {
                case .ready: continue
                case .timeout: throw .silent
                case .hangup: throw .disconnected
                case .cancelled: return false
                }
            } catch {
                throw StreamError(error)
            }
        }
        throw .disconnected
    }
}
