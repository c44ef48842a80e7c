/// Tells data that is shaped like a personal number from data that only looks like it by chance.
///
/// | data | looked at |
/// |---|---|
/// | EAN and UPC by AIM id | nothing: it is an item number |
/// | GS1 by AIM id, longer than an item number | values of 90...99, where an organisation puts what it likes |
/// | HIBC, ISBT 128 and PPN that read to the end | nothing: flags and check digits say what it is |
/// | all else | all of it |
enum ScanPrivacy {
    /// Whether this must be refused before anything reads it.
    static func refuses(_ text: ScanText) -> Bool {
        text.withBytes { bytes in
            !isFlagged(bytes) && namesPerson(bytes)
        }
    }

    /// Whether this must be refused although, or because, it was tried to be read.
    static func refuses(_ text: ScanText, _ reading: BarcodeReading, isRead: Bool) -> Bool {
        if !isRead { return text.withBytes(namesPerson) }
        guard reading.system == .gs1 else { return false }
        for index in 0..<reading.count where (90...99).contains(reading[index].field.rawValue) {
            var value = ScanText()
            for place in reading[index].value.range {
                guard value.append(reading.text[place], from: 0) else { return true }
            }
            if value.withBytes({ PersonalNumber.occurs(in: $0) }) { return true }
        }
        return false
    }

    private static func namesPerson(_ bytes: Span<UInt8>) -> Bool {
        guard let symbology = Symbology(bytes) else { return PersonalNumber.occurs(in: bytes) }
        let payload = bytes.extracting(Symbology.prefixBytes...)
        if symbology.isRetail || symbology.isGS1 && payload.count > 13 { return false }
        return PersonalNumber.occurs(in: payload)
    }

    private static func isFlagged(_ bytes: Span<UInt8>) -> Bool {
        let first = Symbology(bytes) == nil ? 0 : Symbology.prefixBytes
        guard first < bytes.count else { return false }
        switch bytes[first] {
        case UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "["), UInt8(ascii: "*"):
            return true
        default: return false
        }
    }
}
