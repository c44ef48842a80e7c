import FieldModel

/// What a scanner sent between two ends, before anything was read in it.
struct RawScan: Sendable, Equatable {
    var bytes: ArraySlice<UInt8>
    /// CLOCK_BOOTTIME milliseconds of its last byte.
    var arrival: UInt64
    /// Why it cannot be taken for the whole of a label.
    var refusal: ScanRefusal?
    /// Whether the scanner said where it ends; `false` when only a pause did.
    var isEnded: Bool

    init(bytes: ArraySlice<UInt8>, arrival: UInt64, refusal: ScanRefusal? = nil, isEnded: Bool = true) {
        self.isEnded = isEnded
        self.bytes = bytes
        self.arrival = arrival
        self.refusal = refusal
    }
}
