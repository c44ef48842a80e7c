import Codecs
import FieldModel

/// Messages of a u-blox receiver: class, id, payload length (1 byte; 255 stands for 1,000), payload, and so on.
enum UBXCheck {
    static func run(_ bytes: [UInt8]) {
        var parser = UBXParser()
        var index = 0
        while index + 3 <= bytes.count {
            let message = UBXMessage(rawValue: UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]))
            let length = bytes[index + 2] == 255 ? 1_000 : Int(bytes[index + 2])
            let end = min(bytes.count, index + 3 + length)
            let payload = Array(bytes[index + 3..<end])
            check(parser.parse(message, payload.span))
            checkSettings(message, payload)
            if let second = parser.takeNext() { check(second) }
            require(parser.takeNext() == nil, "three outcomes of one message")
            _ = parser.interference
            index = end
        }
        if let last = parser.finish() { check(last) }
        require(parser.finish() == nil, "an epoch that was given out twice")
        if let receiver = parser.receiver {
            require(String(describing: receiver).utf8.count < 4_096, "receiver")
        }
    }

    /// What a receiver tells of its settings goes back to it as the same bytes.
    private static func checkSettings(_ message: UBXMessage, _ payload: [UInt8]) {
        if let answer = try? UBXConfigMessage.Answer(payload.span),
            answer.settings.count <= UBXConfigMessage.mostItems
        {
            let sent = UBXConfigMessage.set(answer.settings, in: .ram)
            require(sent.dropFirst(4).elementsEqual(payload.dropFirst(4)), "items that were changed")
        }
        guard message.rawValue >> 8 == 0x06 else { return }
        for field in UBXLegacyField.all where field.request.message == message {
            guard let value = field.value(in: payload) else { continue }
            var copy = payload
            require(field.put(value, into: &copy) && copy == payload, "bits that were changed")
        }
    }

    private static func check(_ outcome: UBXParser.Outcome) {
        if case .position(let position) = outcome { PositionCheck.run(position) }
    }
}
