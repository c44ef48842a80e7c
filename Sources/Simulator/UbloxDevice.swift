import LinuxIO

/// A u-blox receiver that can be set up: answers MON-VER and class CFG as its generation does, and says its version in NMEA
/// once a second. Its line has a baud rate; what arrives at another is noise, and so is what it says.
package struct UbloxDevice: SimulatedDevice {
    /// What goes wrong on the line.
    package enum Loss: Sendable {
        case nothing
        /// Every ACK and NAK.
        case acknowledgements
        /// Every third answer of any kind.
        case everyThird
        /// All answers to what writes.
        case answersToWrites
    }

    package let name: String
    private let model: UbloxModel
    private let loss: Loss
    private var items: UbloxItems
    private var messages: UbloxMessages
    private var frames = UbloxFrames()
    private var count = 0
    /// `nil` for a line whose rate does not matter, as with USB.
    private var baud: UInt32?

    package init(
        name: String = "ublox",
        model: UbloxModel,
        losing loss: Loss = .nothing,
        isUSB: Bool = false
    ) {
        self.name = name
        self.model = model
        self.loss = loss
        items = UbloxItems(factory: model.factory)
        messages = UbloxMessages(baud: model.factoryBaud)
        baud = isUSB ? nil : model.factoryBaud
    }

    package mutating func play(on line: DeviceLine) async {
        var talk = BootClock.now()
        while await line.waitForReader() {
            let now = BootClock.now()
            if now >= talk {
                talk = now + 1_000
                guard say(NMEAWriter.frame("GNTXT,01,01,02,\(model.rawValue)"), on: line) else { continue }
            }
            let wait = Duration.milliseconds(Int64(clamping: talk - min(now, talk)))
            guard let bytes = await line.hear(within: wait) else { continue }
            for frame in frames.take(isRight(line) ? bytes[...] : []) {
                guard answer(frame, on: line) else { break }
            }
        }
        line.record.add([
            "device": .text(name), "kind": .text("end"), "answers": .number(count),
            "saves": .number(messages.saves.count),
        ])
    }

    private func isRight(_ line: DeviceLine) -> Bool { baud == nil || line.baud == baud }

    /// Noise replaces what is said at another rate than the reader's.
    private func say(_ bytes: [UInt8], on line: DeviceLine) -> Bool {
        let sent = isRight(line) ? bytes : bytes.map { $0 ^ 0xA9 | 0x80 }
        return line.offer(sent[...]) != nil
    }

    private mutating func answer(_ frame: UbloxFrames.Frame, on line: DeviceLine) -> Bool {
        let (payload, isAccepted, isWrite) = reply(to: frame)
        line.record.add([
            "device": .text(name), "kind": .text(isWrite ? "write" : "read"),
            "message": .number(Int(frame.kind)),
            "accepted": .number(isAccepted == false ? 0 : 1),
        ])
        if let payload, !isLost(isWrite: isWrite, isVerdict: false) {
            guard say(UbloxFrames.bytes(frame.kind, payload), on: line) else { return false }
        }
        if let isAccepted, !isLost(isWrite: isWrite, isVerdict: true) {
            let about = [UInt8(frame.kind >> 8), UInt8(frame.kind & 0xFF)]
            guard say(UbloxFrames.bytes(isAccepted ? 0x0501 : 0x0500, about), on: line) else { return false }
        }
        // The answer still goes out at the old rate.
        if baud != nil { baud = model == .m8 ? messages.baud : UInt32(items.value(0x4052_0001) ?? 0) }
        return true
    }

    private mutating func isLost(isWrite: Bool, isVerdict: Bool) -> Bool {
        count += 1
        return switch loss {
        case .nothing: false
        case .acknowledgements: isVerdict
        case .everyThird: count.isMultiple(of: 3)
        case .answersToWrites: isWrite
        }
    }

    /// The message that comes back, what the receiver says to the request, and whether that changed anything.
    private mutating func reply(
        to frame: UbloxFrames.Frame
    ) -> (payload: [UInt8]?, isAccepted: Bool?, isWrite: Bool) {
        switch frame.kind {
        case 0x0A04: return (model.version, nil, false)
        case 0x068A where model != .m8: return (nil, items.set(frame.payload), true)
        case 0x068C where model != .m8: return (nil, items.delete(frame.payload), true)
        case 0x068B where model != .m8:
            let answer = items.get(frame.payload)
            return (answer, answer != nil, false)
        case 0x0600...0x06FF where model == .m8:
            let (answer, isAccepted) = messages.take(frame.kind, frame.payload)
            return (answer, isAccepted, isAccepted && answer == nil)
        case 0x0600...0x06FF: return (nil, false, false)
        default: return (nil, nil, false)
        }
    }
}
