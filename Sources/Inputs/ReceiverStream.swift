import LinuxIO

/// The bytes of a receiver that comes and goes.
struct ReceiverStream: Sendable {
    /// What arrived.
    struct Chunk: Sendable {
        /// Empty when the receiver has paused.
        let bytes: ArraySlice<UInt8>
        /// CLOCK_BOOTTIME milliseconds.
        let arrival: UInt64
        /// Whether these are the first since the receiver was opened.
        let isFirst: Bool
        /// Whether the carrier itself keeps the ends of messages.
        let isDatagram: Bool
    }

    /// A receiver speaks every second; one that does not for this long is opened anew.
    static let longestSilence = Duration.seconds(30)
    private static let patience = Duration.seconds(10)

    private let link: ReceiverLink
    private let poller: Poller
    private let counters: InputCounters
    private var reader: ByteReader?
    private var isFirst = true
    private var backoff = Backoff()
    private var randomness = SystemRandomNumberGenerator()

    init(_ link: ReceiverLink, poller: Poller, counters: InputCounters) {
        self.link = link
        self.poller = poller
        self.counters = counters
    }

    /// Waits for the next bytes, opening the receiver as often as it takes; `nil` once the task is cancelled. Nothing for
    /// the length of a pause gives an empty chunk.
    mutating func next(pause: Duration? = nil) async -> Chunk? {
        while !Task.isCancelled {
            do throws(StreamError) {
                if reader == nil { try await open() }
                guard var reader else { return nil }
                self.reader = nil
                let next = await Self.read(&reader, timeout: pause ?? silence)
                if case .failure(.silent) = next, pause != nil {
                    self.reader = reader
                    return Chunk(bytes: [], arrival: reader.arrival, isFirst: isFirst, isDatagram: false)
                }
                guard let count = try next.get() else { return nil }
                self.reader = reader
                backoff.reset()
                defer { isFirst = false }
                return Chunk(
                    bytes: reader.bytes[..<count],
                    arrival: reader.arrival,
                    isFirst: isFirst,
                    isDatagram: reader.carrier != .stream
                )
            } catch {
                reader = nil
                counters.waits(for: error.inputReason)
                counters.addFault(error.inputFault)
                guard await poller.sleep(for: backoff.next(using: &randomness)) else { return nil }
            }
        }
        return nil
    }

    private static func read(
        _ reader: inout ByteReader,
        timeout: Duration
    ) async -> Result<Int?, StreamError> {
        do throws(StreamError) {
            return .success(try await reader.next(timeout: timeout))
        } catch {
            return .failure(error)
        }
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
