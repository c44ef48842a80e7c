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
        /// Where the reader's table has the field, when it has one.
        package var row: UInt8

        package init(field: BarcodeField, value: BarcodeSlice, position: UInt16, row: UInt8 = 0) {
            self.field = field
            self.value = value
            self.position = position
            self.row = row
        }
    }

    package var system: System
    package var symbology: Symbology?
    package var text = BarcodeText()
    package private(set) var count = 0
    private var storage = InlineArray<32, Element>(
        repeating: Element(
            field: BarcodeField(rawValue: 0),
            value: BarcodeSlice(start: 0, count: 0),
            position: 0
        )
    )
    package var meaning = BarcodeMeaning()
    /// A readable symbol of which no system says anything, such as free text in a plain QR code.
    package var isPlain = false
    /// The year around which two-digit years were read.
    package var currentYear = 2026
    /// Where a separator seems to have been lost; the elements stand as they were read.
    package var suspicion: BarcodeSuspicion?

    package init(system: System, symbology: Symbology? = nil) {
        self.system = system
        self.symbology = symbology
    }

    /// Forgets what was read; cheaper than a new reading.
    package mutating func reset(system: System, symbology: Symbology?) {
        self.system = system
        self.symbology = symbology
        text.clear()
        count = 0
        meaning = BarcodeMeaning()
        isPlain = false
        suspicion = nil
    }

    package subscript(index: Int) -> Element {
        precondition(index < count, "no such element")
        return storage[index]
    }

    /// Returns whether there was room.
    package mutating func append(_ element: Element) -> Bool {
        guard count < Self.maximumElements else { return false }
        storage[count] = element
        count += 1
        return true
    }
}
