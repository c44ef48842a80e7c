package import FieldModel

/// What one symbol says: its elements in order, and what they mean to the rest of the program.
///
/// Everything lies in place; reading a symbol allocates nothing. A reading that ended in an error still holds what was
/// good before it.
package struct BarcodeReading: Sendable {
    /// More elements in one symbol are refused.
    package static let maximumElements = 32

    package enum System: String, Sendable, CaseIterable {
        case gs1
        case hibc
        case isbt128
        case ppn
    }

    package struct Element: Sendable, Hashable {
        package var field: BarcodeField
        /// In `text`: normalised, so percent signs are decoded and an EAN-13 has 14 digits.
        package var value: BarcodeSlice
        /// Byte offset of the value in the raw input, AIM id included.
        package var position: UInt16
    }

    package var system: System
    package var symbology: Symbology?
    package var text = BarcodeText()
    package private(set) var count = 0
    private var storage = InlineArray<32, Element?>(repeating: nil)
    package var meaning = BarcodeMeaning()

    package init(system: System, symbology: Symbology? = nil) {
        self.system = system
        self.symbology = symbology
    }

    package subscript(index: Int) -> Element {
        guard let element = storage[index] else { preconditionFailure("no element \(index)") }
        return element
    }

    /// Returns whether there was room.
    package mutating func append(_ element: Element) -> Bool {
        guard count < Self.maximumElements else { return false }
        storage[count] = element
        count += 1
        return true
    }
}

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
    /// A separator seems lost; see `suspicion` where scans are cleaned.
    package var isSuspicious = false

    package init() {}
}
