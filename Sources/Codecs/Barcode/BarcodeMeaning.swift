package import FieldModel

/// The part of a reading that the rest of the program uses; slices are of the reading's text.
package struct BarcodeMeaning: Sendable, Equatable {
    package var itemSystem: ItemKey.System?
    /// GTIN-14, HIBC LIC + PCN, ISBT 128 product code, or PPN.
    package var item: BarcodeSlice?
    package var lot: BarcodeSlice?
    package var expiry: CalendarDay?
    /// Minutes of the day at which it expires; `nil` when it is good until the day ends.
    package var expiryMinute: UInt16?
    package var production: CalendarDay?
    package var serial: BarcodeSlice?
    package var quantity: UInt32?
    package var location: BarcodeSlice?
    package var logisticUnit: BarcodeSlice?
    /// ISBT 128 donation identification number, without flags.
    package var donation: BarcodeSlice?
    /// Carries AI 8018 or 7250...7259 or a like field, whose value must never leave this module.
    package var namesPerson = false
    /// A separator seems lost; `BarcodeReading.suspicion` says where.
    package var isSuspicious = false

    package init() {}
}
