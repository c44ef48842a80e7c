import Glibc
import LinuxIO

extension ModbusConnection {
    /// Frames of other devices or of an earlier request that are skipped before one reply is given up.
    private static let strangers = 8
    /// How long a line may talk after a fault before it is called babble, in milliseconds.
    private static let babble: UInt64 = 100

    /// Asks and waits for the answer, for at most the bus's patience.
    func transact(_ request: ModbusRequest) throws(ModbusFault) -> ModbusAnswer {
        try waitForSilence(settings.silence)
        try send(request)
        let deadline = BootClock.now() + settings.patience(for: request)
        var fault = ModbusFault.timeout
        do throws(ModbusFault) {
            for _ in 0..<Self.strangers {
                let now = BootClock.now()
                guard now < deadline else { throw fault }
                do throws(ModbusFault) {
                    let answer = try reply(to: request, milliseconds: deadline - now)
                    (silences, hasAnswered) = (0, true)
                    return answer
                } catch  where error == .wrongSlave {
                    // A late reply of another device: the right one may still come.
                    fault = .wrongSlave
                } catch  where error == .stale {
                    // The device is late; what it says now may still come.
                } catch  where error == .timeout {
                    throw fault
                }
            }
            // More strangers than a late device sends.
            throw fault == .timeout ? .stale : fault
        } catch {
            if case .exception = error { (silences, hasAnswered) = (0, true) }
            if error == .timeout { silences += 1 }
            throw error
        }
    }

    private func reply(to request: ModbusRequest, milliseconds: UInt64) throws(ModbusFault) -> ModbusAnswer {
        let frame = try receive(expecting: request.unit, milliseconds: milliseconds)
        if isSerial { return try ModbusAnswer(frame[...], to: request) }
        return try ModbusAnswer(try unframed(frame), to: request)
    }

    /// What a Modbus TCP frame carries.
    ///
    /// Source: MODBUS Messaging on TCP/IP Implementation Guide V1.0b, §3.1.3: transaction, protocol 0 and length of what follows,
    /// two bytes each and high bytes first, then the unit.
    private func unframed(_ frame: [UInt8]) throws(ModbusFault) -> ArraySlice<UInt8> {
        guard frame.count >= 9 else { throw .shortReply }
        // The reply to a request that was given up.
        guard UInt16(frame[0]) << 8 | UInt16(frame[1]) == transaction else { throw .stale }
        guard frame[2] == 0, frame[3] == 0, Int(frame[4]) << 8 | Int(frame[5]) == frame.count - 6 else {
            throw .wrongLength
        }
        return frame[6...]
    }

    private func send(_ request: ModbusRequest) throws(ModbusFault) {
        if isSerial {
            flush()
            try sendFrame(request.bytes)
        } else {
            transaction &+= 1
            let body = request.bytes
            let frame: [UInt8] =
                [UInt8(transaction >> 8), UInt8(transaction & 0xFF), 0, 0, 0, UInt8(body.count)] + body
            // 12 bytes fit where nothing waits to be sent.
            guard Glibc.send(descriptor, frame, frame.count, Int32(MSG_NOSIGNAL)) == frame.count else {
                throw Self.fault(of: errno)
            }
        }
        lastActivity = BootClock.now()
    }

    /// Waits until the line was silent for so long.
    private func waitForSilence(_ silence: UInt64) throws(ModbusFault) {
        let start = BootClock.now()
        let due = lastActivity + silence
        guard due > start else { return }
        guard isSerial else { return Self.sleep(milliseconds: due - start) }
        while true {
            let quiet = lastActivity + silence
            let now = BootClock.now()
            guard now < quiet else { return }
            guard now < start + Self.babble + silence else { throw .babble }
            var query = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&query, 1, Int32(clamping: quiet - now))
            guard ready > 0 else { continue }
            guard query.revents & Int16(POLLHUP | POLLERR | POLLNVAL) == 0 else { throw .disconnected }
            flush()
            lastActivity = BootClock.now()
            // Bytes that come in a stream would wake this for each.
            Self.sleep(milliseconds: 5)
        }
    }

    private static func sleep(milliseconds: UInt64) {
        var now = BootClock.now()
        let end = now + milliseconds
        while now < end {
            poll(nil, 0, Int32(clamping: end - now))
            now = BootClock.now()
        }
    }
}
