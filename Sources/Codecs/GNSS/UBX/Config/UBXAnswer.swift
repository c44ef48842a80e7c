/// What a receiver said to a message of class CFG: ACK-ACK or ACK-NAK, whose payload is the class and id that it is about.
package struct UBXAnswer: Sendable, Equatable {
    package let isAccepted: Bool
    package let message: UBXMessage

    /// - Returns: `nil` for every other message.
    package init?(_ message: UBXMessage, _ payload: Span<UInt8>) {
        guard message == .ackAck || message == .ackNak, payload.count == 2 else { return nil }
        isAccepted = message == .ackAck
        self.message = UBXMessage(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
    }
}
