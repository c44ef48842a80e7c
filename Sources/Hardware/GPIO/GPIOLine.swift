internal import CGPIOD
package import LinuxIO

/// One line of a chip, in use by this process until the last reference goes.
///
/// Its calls are one ioctl or read each; on a chip behind I2C or SPI that may take a millisecond.
package final class GPIOLine {
    /// How many edges the kernel keeps of a line until they are read; what comes then is lost.
    package static let queue = Int(BUDKAVLE_GPIO_QUEUE)

    private let line: OpaquePointer
    private let chip: GPIOChip
    /// To be polled for edges; -1 for a line without. It lives as long as this does.
    package let descriptor: Int32

    init(_ line: OpaquePointer, of chip: GPIOChip, hasEdges: Bool) {
        self.line = line
        self.chip = chip
        descriptor = hasEdges ? budkavle_gpio_descriptor(line) : -1
    }

    deinit { budkavle_gpio_release(line) }

    /// Whether the line is active now; an output tells what it was set to.
    package func isActive() throws(Errno) -> Bool {
        let level = budkavle_gpio_level(line)
        guard level >= 0 else { throw Errno.current }
        return level != 0
    }

    package func set(_ isActive: Bool) throws(Errno) {
        guard budkavle_gpio_set(line, isActive ? 1 : 0) == 0 else { throw Errno.current }
    }

    /// Reads the edges that wait, and then the level.
    package func read() throws(Errno) -> LineBurst {
        guard descriptor >= 0 else { return LineBurst(edges: [], isActive: try isActive()) }
        var events = [budkavle_gpio_event](repeating: budkavle_gpio_event(), count: Self.queue)
        let count = Int(budkavle_gpio_read(line, &events))
        if count < 0 {
            let error = Errno.current
            guard error == .tryAgain else { throw error }
        }
        let clocks = BootClock.reading()
        let edges = events.prefix(max(count, 0)).map {
            LineEdge(
                isActive: $0.is_active != 0,
                instant: BootClock.instant(ofStamp: $0.nanoseconds, by: clocks)
            )
        }
        return LineBurst(edges: edges, isFull: count >= Self.queue, isActive: try isActive())
    }
}
