/// Reads the events of one device, in constant memory.
package struct EventReader: Sendable {
    private static let capacity = 64 * InputEvent.byteCount

    package let descriptor: FileDescriptor
    private let tally: LineTally
    private var buffer = [UInt8](repeating: 0, count: capacity)
    private var start = 0
    private var end = 0

    /// Takes a descriptor that is open and does not block.
    package init(_ descriptor: FileDescriptor, tally: LineTally = LineTally()) {
        self.descriptor = descriptor
        self.tally = tally
    }

    /// The next event that is there already; `nil` when there is none now.
    ///
    /// - Throws: `.disconnected` when the device is gone.
    package mutating func next() throws(StreamError) -> InputEvent? {
        while end - start < InputEvent.byteCount {
            guard try fill() else { return nil }
        }
        defer { start += InputEvent.byteCount }
        return InputEvent(buffer[start..<end])
    }

    /// Reads once; false when nothing is there. The kernel gives whole events, a socket may give halves.
    private mutating func fill() throws(StreamError) -> Bool {
        let rest = Array(buffer[start..<end])
        buffer.replaceSubrange(0..<rest.count, with: rest)
        (start, end) = (0, rest.count)
        do throws(Errno) {
            let count = try descriptor.read(into: &buffer, from: end)
            end += count
            if count > 0 {
                tally.add(bytes: count, at: BootClock.now())
                return true
            }
        } catch  where error == .tryAgain {
            return false
        } catch {
            throw StreamError(error)
        }
        throw .disconnected
    }
}
