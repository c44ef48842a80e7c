package import FieldModel

/// One event of a span that is to be thinned.
package struct SpanEvent: Sendable {
    package let offset: UInt64
    /// `nil` for one that cannot be read: it stays, and nothing is concluded from it.
    package let event: Event?

    package init(offset: UInt64, event: Event?) {
        self.offset = offset
        self.event = event
    }
}
