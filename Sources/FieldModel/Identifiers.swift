/// The number of one installed agent. A coordinator learns it together with the node's public keys.
package struct NodeID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package init(_ rawValue: UInt32) { self.rawValue = rawValue }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    package var description: String { String(rawValue) }
}

/// One life of a journal. The high half counts the journals of a node, the low half is random, so a re-flashed or
/// rolled-back node never reuses an event's identity and its epochs stay ordered.
package struct Epoch: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package init(counter: UInt32, random: UInt32) {
        rawValue = UInt64(counter) << 32 | UInt64(random)
    }

    /// Reads what `description` writes.
    package init?(description text: some StringProtocol) {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let counter = UInt32(parts[0]), let random = UInt32(parts[1], radix: 16)
        else {
            return nil
        }
        self.init(counter: counter, random: random)
    }

    package var counter: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// `counter-random`, the random half as eight hexadecimal digits.
    package var description: String {
        let hex = String(UInt32(truncatingIfNeeded: rawValue), radix: 16)
        return "\(counter)-" + String(repeating: "0", count: 8 - hex.count) + hex
    }
}

/// Where an event stands: unique for ever.
package struct EventIdentity: Hashable, Comparable, Sendable {
    package let node: NodeID
    package let epoch: Epoch
    package let stream: Stream
    package let offset: UInt64

    package init(node: NodeID, epoch: Epoch, stream: Stream, offset: UInt64) {
        self.node = node
        self.epoch = epoch
        self.stream = stream
        self.offset = offset
    }

    package static func < (a: Self, b: Self) -> Bool {
        (a.node, a.epoch.rawValue, a.stream.rawValue, a.offset)
            < (b.node, b.epoch.rawValue, b.stream.rawValue, b.offset)
    }
}

/// The configured name of an input, such as `gnss` or `scanner-left`: at most 32 bytes of `[a-z0-9_.-]`.
package struct SourceID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// Returns `nil` when the name is empty, too long or has other characters.
    package init?(rawValue: String) {
        let allowed: (UInt8) -> Bool = {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x5F].contains($0)
        }
        guard (1...32).contains(rawValue.utf8.count), rawValue.utf8.allSatisfy(allowed) else { return nil }
        self.rawValue = rawValue
    }

    private init(known: String) { rawValue = known }

    /// The agent itself: unit profile, health, derived snapshots.
    package static let agent = SourceID(known: "agent")

    /// The same input where it delivers what it had stored: an event of this source says when it came, and not when the act was.
    package var late: SourceID {
        let suffix = ".late"
        return SourceID(
            known: String(decoding: rawValue.utf8.prefix(32 - suffix.utf8.count), as: UTF8.self) + suffix
        )
    }

    package var description: String { rawValue }
}

/// An opaque name chosen by an organisation: a patient tag, a badge, a case or order reference. Never a person's
/// name or number; the codecs refuse data shaped like one before it becomes a `Token`.
package struct Token: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package static let maximumBytes = 40
    package let rawValue: String

    /// Returns `nil` when empty, longer than 40 bytes, or not printable ASCII.
    package init?(rawValue: String) {
        guard (1...Self.maximumBytes).contains(rawValue.utf8.count),
            rawValue.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.rawValue = rawValue
    }

    private init(known: String) { rawValue = known }

    /// Reason of a movement whose label may have lost a separator: its lot may hold the start of another value.
    package static let possibleMissingSeparator = Token(known: "possible_missing_separator")
    /// Reason of the two movements by which the second label of an item corrects what the first one told.
    package static let labelPair = Token(known: "label_pair")

    package var description: String { rawValue }
}
