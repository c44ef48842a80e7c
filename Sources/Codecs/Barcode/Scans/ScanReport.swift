/// What came of one scan, repairs included.
package struct ScanReport: Sendable {
    /// What was read; after an error, what was good in front of it.
    package var reading = BarcodeReading(system: .gs1)
    /// Its position counts bytes of the raw input from 0.
    package var error: BarcodeError?
    /// Shaped like a personal identity number: nothing was read.
    package var isPersonal = false
    /// What it says beyond doubt although the standard refuses it; without an item when only that is missing.
    package var lenient: BarcodeReading? {
        get { lenients.first }
        set { lenients = newValue.map { [$0] } ?? [] }
    }
    /// None of the systems' data.
    package var isPlain = false
    /// The text that was read, framing taken away and repaired.
    package var text = ScanText()
    /// The keyboards whose disagreement was undone; `text` is what the scanner sent.
    package var layout: KeyboardLayout?
    /// Separators are missing, or a value holds what looks like the next element.
    package var hasLostSeparator = false
    /// How it would read if a separator were lost where one seems to be.
    package var alternative: BarcodeReading? {
        get { alternatives.first }
        set { alternatives = newValue.map { [$0] } ?? [] }
    }
    /// The scans behind this one in the same bytes.
    package var others: [ScanReport] = []

    /// On the heap, because they are large and rare.
    private var lenients: [BarcodeReading] = []
    private var alternatives: [BarcodeReading] = []

    package init() {}

    package var isLenientlyRead: Bool { !lenients.isEmpty }

    package var isOK: Bool { error == nil && !isPersonal }
}
