import Codecs
import LinuxIO

/// The serial line to a receiver while it is set up: one question at a time, whatever else the receiver says meanwhile.
struct ReceiverLine {
    /// What came of a question.
    enum Reply: Equatable {
        /// The payload of the answer.
        case answer([UInt8])
        case accepted
        case refused
        case silence
    }

    /// Receivers acknowledge within a second.
    private static let patience = Duration.milliseconds(1_200)
    /// How long an acknowledgement may stay behind the answer that it belongs to.
    private static let verdictPatience = Duration.milliseconds(250)

    /// What the framer always has room for.
    private static let pieceBytes = 4_096

    let path: String
    private(set) var baud: SerialSettings.Baud
    /// Bytes that came at this rate and belong to no frame.
    private(set) var garbage = 0
    private let port: SerialPort
    private let poller: Poller
    private var framer = GNSSFramer()

    init(path: String, baud: SerialSettings.Baud, poller: Poller) throws(ReceiverFault) {
        self.path = path
        self.baud = baud
        self.poller = poller
        do throws(Errno) {
            port = try SerialPort(opening: path, settings: SerialSettings(baud: baud))
        } catch {
            throw error == .busy ? .busy(path: path) : .device(path: path, error)
        }
    }

    /// Talks at another rate from now on.
    mutating func change(to baud: SerialSettings.Baud) throws(ReceiverFault) {
        do throws(Errno) {
            try port.apply(SerialSettings(baud: baud))
        } catch {
            throw .device(path: path, error)
        }
        self.baud = baud
        garbage = 0
        drain()
    }

    /// Whether a sound frame comes within a time.
    mutating func hearsFrame(within patience: Duration) async throws(ReceiverFault) -> Bool {
        try await next(until: Self.deadline(patience)) { _, _ in true }
    }

    /// Sends a message and waits for its answer, or for the receiver's yes or no.
    ///
    /// With `isAnswer` the message asks for something, else it is to be acknowledged. What gets no reply is sent again.
    mutating func ask(
        _ message: UBXMessage,
        _ payload: [UInt8] = [],
        attempts: Int = 3,
        isAnswer: ((UBXMessage, [UInt8]) -> Bool)? = nil
    ) async throws(ReceiverFault) -> Reply {
        for _ in 0..<attempts {
            drain()
            try await write(UBXFrame.encoded(message, payload))
            var reply = Reply.silence
            _ = try await next(until: Self.deadline(Self.patience)) { kind, bytes in
                guard let kind else { return false }
                if let isAnswer, isAnswer(kind, bytes) {
                    reply = .answer(bytes)
                } else if let verdict = UBXAnswer(kind, bytes.span), verdict.message == message {
                    if verdict.isAccepted, isAnswer != nil { return false }
                    reply = verdict.isAccepted ? .accepted : .refused
                } else {
                    return false
                }
                return true
            }
            if reply == .silence { continue }
            if case .answer = reply, message.rawValue >> 8 == 0x06 { try await awaitVerdict(of: message) }
            return reply
        }
        return .silence
    }

    /// Lets the acknowledgement of a question pass, so that nobody takes it for that of the next command.
    private mutating func awaitVerdict(of message: UBXMessage) async throws(ReceiverFault) {
        _ = try await next(until: Self.deadline(Self.verdictPatience)) { kind, bytes in
            guard let kind, let verdict = UBXAnswer(kind, bytes.span) else { return false }
            return verdict.message == message
        }
    }

    /// Reads sound frames until one is the right one; false when the time is over. Frames that are no UBX have no message.
    private mutating func next(
        until deadline: UInt64,
        _ isRight: (UBXMessage?, [UInt8]) -> Bool
    ) async throws(ReceiverFault) -> Bool {
        while true {
            while let frame = framer.next() {
                switch frame {
                case .garbage(let count): garbage += count
                case .ubx(let frame):
                    if isRight(frame.message, Array(framer.bytes[frame.payload])) { return true }
                case .nmea(let range):
                    // At a wrong rate anything may look like the beginning of a sentence.
                    if Self.isSound(framer.bytes[range]) { if isRight(nil, []) { return true } }
                case .rtcm, .gpsd: if isRight(nil, []) { return true }
                }
            }
            let now = BootClock.now()
            guard now < deadline else { return false }
            switch await poller.readable(
                port.descriptor,
                timeout: .milliseconds(Int64(clamping: deadline - now))
            ) {
            case .ready: try read()
            case .timeout: return false
            case .hangup, .cancelled: throw .disconnected(path: path)
            }
        }
    }

    private static func isSound(_ sentence: ArraySlice<UInt8>) -> Bool {
        guard sentence.count > 6, let star = sentence.lastIndex(of: UInt8(ascii: "*")) else { return false }
        let sum = sentence[sentence.startIndex + 1..<max(star, sentence.startIndex + 1)].reduce(0, ^)
        return UInt8(String(decoding: sentence[star...].dropFirst().prefix(2), as: UTF8.self), radix: 16)
            == sum
    }

    private mutating func read() throws(ReceiverFault) {
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        let count: Int
        do throws(Errno) {
            count = try port.read(into: &piece)
        } catch {
            if error == .tryAgain { return }
            throw StreamError(error) == .disconnected
                ? .disconnected(path: path) : .device(path: path, error)
        }
        guard count > 0 else { throw .disconnected(path: path) }
        _ = framer.push(piece.span.extracting(0..<count))
    }

    /// Forgets what came before a question.
    private mutating func drain() {
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        while let count = try? port.read(into: &piece), count > 0 {}
        framer.reset()
    }

    private func write(_ bytes: [UInt8]) async throws(ReceiverFault) {
        do throws(StreamError) {
            guard try await port.write(bytes, poller: poller, timeout: .seconds(5)) else {
                throw StreamError.disconnected
            }
        } catch {
            switch error {
            case .disconnected: throw .disconnected(path: path)
            case .silent: throw .silent("at all: the line takes no bytes")
            case .system(let error): throw .device(path: path, error)
            }
        }
    }

    private static func deadline(_ patience: Duration) -> UInt64 {
        BootClock.now().addingReportingOverflow(patience.milliseconds).partialValue
    }
}
