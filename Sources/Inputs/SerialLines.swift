import LinuxIO

/// The lines of a serial device that comes and goes.
struct SerialLines: Sendable {
    let device: SerialDevice
    let poller: Poller
    let counters: InputCounters

    private var reader: LineReader?
    private var plug: DeviceWait

    init(_ device: SerialDevice, poller: Poller, counters: InputCounters) {
        self.device = device
        self.poller = poller
        self.counters = counters
        plug = DeviceWait(path: device.path, poller: poller)
    }

    /// Waits for the next line, opening the device as often as it takes; `nil` once the task is cancelled.
    ///
    /// `opened` is called with the port each time that it was opened, and with `nil` when it is gone.
    mutating func next(opened: (FileDescriptor?) -> Void = { _ in }) async -> Line? {
        while !Task.isCancelled {
            do throws(StreamError) {
                var lines = if let reader { reader } else { try open(opened) }
                reader = nil
                let line = try await lines.next(timeout: device.longestSilence)
                reader = lines
                guard let line else { break }
                plug.reset()
                counters.addLine()
                return line
            } catch {
                reader = nil
                opened(nil)
                counters.waits(for: error.inputReason)
                counters.addFault(error.inputFault)
                guard await plug.wait() else { break }
            }
        }
        reader = nil
        opened(nil)
        return nil
    }

    private mutating func open(_ opened: (FileDescriptor?) -> Void) throws(StreamError) -> LineReader {
        plug.prepare()
        do throws(Errno) {
            let port = try SerialPort(opening: device.path, settings: device.settings)
            counters.opened()
            opened(port.descriptor)
            return LineReader(
                port.descriptor,
                poller: poller,
                terminators: device.terminators,
                tally: counters.tally
            )
        } catch {
            throw .system(error)
        }
    }
}
