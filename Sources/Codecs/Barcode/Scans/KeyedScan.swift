package import FieldModel

/// What a keyboard-mode scanner typed between two ends.
package struct KeyedScan: Sendable, Equatable {
    /// UTF-8, control characters as they are, without the suffix; empty when it is refused.
    package var bytes: [UInt8]
    /// Why what was typed cannot be taken for the whole of a label.
    package var refusal: ScanRefusal?

    package init(bytes: [UInt8], refusal: ScanRefusal? = nil) {
        self.bytes = bytes
        self.refusal = refusal
    }
}
