import LinuxIO

/// The bytes of a receiver that comes and goes.
struct ReceiverStream: Sendable {
    /// What arrived.
    struct Chunk: Sendable {
        let bytes: ArraySlice<UInt8>
        /// CLOCK_BOOTTIME milliseconds.
        let arrival: UInt64
        /// Whether these are the first since the receiver was opened.
        let isFirst: Bool
        /// Whether the carrier itself keeps the ends of messages.
        let isDatagram: Bool
    }

    enum Event: Sendable {
        case bytes(Chunk)
        /// Nothing came for the length of a pause.
        case pause
    }

    /// Within an epoch the bytes of a receiver follow each other closer than this.
    private static let pause = Duration.milliseconds(200)
    /// A receiver speaks every second; one that does not for this long is opened anew.
    static let longestSilence = Duration.seconds(30)
    private static let patience = Duration.seconds(10)

    private let link: ReceiverLink
    private let poller: Poller
    private let counters: InputCounters
    private var reader: ByteReader?
    private var isFirst = true
    private var isPaused = true
    private var mustWait = false
    private var plug: DeviceWait

    init(_ link: ReceiverLink, poller: Poller, counters: InputCounters) {
        self.link = link
        self.poller = poller
        self.counters = counters
        plug =
            if case .serial(let device) = link {
                DeviceWait(path: device.path, poller: poller)
            } else {
                DeviceWait(folder: nil, poller: poller)
            }
    }

    /// Waits for the next bytes, opening the receiver as often as it takes; `nil` once the task is cancelled.
    ///
    /// A pause is told once, and so is the end of a receiver that had not paused.
    mutating func next() async -> Event? {
        while !Task.isCancelled {
            do throws(StreamError) {
                if mustWait {
                    guard await plug.wait() else { return nil }
                    mustWait = false
                }
                if reader == nil { try await open() }
                guard var reader else { return nil }
                self.reader = nil
                let count: Int?
                do throws(StreamError) {
                    count = try await reader.next(timeout: isPaused ? silence : Self.pause)
                } catch  where error == .silent && !isPaused {
                    self.reader = reader
                    isPaused = true
                    return .pause
                }
                guard let count else { return nil }
                self.reader = reader
                plug.reset()
                defer { (isFirst, isPaused) = (false, false) }
                return .bytes(
                    Chunk(
                        bytes: reader.bytes[..<count],
                        arrival: reader.arrival,
                        isFirst: isFirst,
                        isDatagram: reader.carrier != .stream
                    )
                )
            } catch {
                reader = nil
                mustWait = true
                counters.waits(for: error.inputReason)
                counters.addFault(error.inputFault)
                guard isPaused else {
                    isPaused = true
                    return .pause
                }
            }
        }
        return nil
    }

    private var silence: Duration {
        if case .serial(let device) = link {
            device.longestSilence ?? Self.longestSilence
        } else {
            Self.longestSilence
        }
    }

    /// Leaves no reader only when the task was cancelled.
    private mutating func open() async throws(StreamError) {
        isFirst = true
        switch link {
        case .serial(let device):
            plug.prepare()
            do throws(Errno) {
                let port = try SerialPort(opening: device.path, settings: device.settings)
                reader = ByteReader(port.descriptor, poller: poller, tally: counters.tally)
            } catch {
                throw .system(error)
            }
        case .udp(let address, let sender):
            reader = ByteReader(
                try InternetSocket.listen(on: address),
                carrier: .datagrams(sender: sender),
                poller: poller,
                tally: counters.tally
            )
        case .tcp(let address), .gpsd(let address, _):
            guard
                let socket = try await InternetSocket.connect(
                    to: address,
                    poller: poller,
                    timeout: Self.patience
                ),
                try await socket.writeAll(link.greeting, poller: poller, timeout: Self.patience)
            else { return }
            reader = ByteReader(socket, poller: poller, tally: counters.tally)
        }
        counters.opened()
    }
}
