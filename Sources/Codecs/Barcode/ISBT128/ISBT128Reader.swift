import FieldModel

/// Reads ISBT 128 data: one structure, two in one scan, or a compound message.
///
/// Source: ICCBBA ST-001 v6.2.2, §2 and appendix A. A structure is its data identifier and content of a known length, so nothing
/// separates them; `=` and `&` begin an identifier and never stand in content.
///
/// ```
/// =A99991712345600                      001: donation A999917123456, flags 00
/// =<E0382V00&>0262002359                003 and 005: product code, expiry 2026-07-19 23:59
/// =+02000=A99991712345600=%5100         023: a message of two structures, 001 and 002
/// A9999171234569                        a donation as typed from the label, with its check character
/// ```
///
/// The elements are the structures in order, each with its content; a compound message is none. What tells of a person (donor and
/// patient numbers, the birthday of a patient) is there without its content. The donation of 001 is 13 characters in
/// `meaning.donation`; its flags follow it.
package struct ISBT128Reader: Sendable {
    package static let maximumBytes = 512

    package init() {}

    /// Reads data from an offset on: 3 after an AIM id, 0 without. What was in `reading` is replaced.
    ///
    /// After an error the elements in front of it are there.
    package func read(
        _ bytes: Span<UInt8>,
        from first: Int = 0,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        reading = BarcodeReading(system: .isbt128, symbology: reading.symbology)
        var index = max(first, 0)
        guard bytes.count <= Self.maximumBytes else {
            throw BarcodeError(.tooLong, position: Self.maximumBytes)
        }
        guard index < bytes.count else { throw BarcodeError(.isbtIdentifier, position: index) }
        if bytes[index] != UInt8(ascii: "="), bytes[index] != UInt8(ascii: "&") {
            return try readTyped(bytes, index, &reading)
        }
        var announced: Int?
        var found = 0
        while index < bytes.count {
            guard found == 0 || bytes[index] == UInt8(ascii: "=") || bytes[index] == UInt8(ascii: "&") else {
                throw BarcodeError(.isbtLength, reading.lastField, position: index)
            }
            guard let structure = ISBT128Structure(bytes, at: index) else {
                throw BarcodeError(.isbtIdentifier, position: index)
            }
            let field = BarcodeField.isbt128(structure.number)
            if structure.number == 23, found > 0 || announced != nil {
                throw BarcodeError(.isbtCompound, field, position: index)
            }
            if structure.number == 0, announced != nil {
                throw BarcodeError(.isbtCompound, field, position: index)
            }
            let content = try Self.content(of: structure, bytes, index)
            if structure.number == 23 {
                announced = DecimalField.integer(bytes, content.prefix(2))
                if announced == 0 { throw BarcodeError(.isbtCompound, field, position: content.lowerBound) }
            } else {
                try store(structure, bytes, content, &reading)
                found += 1
            }
            index = content.upperBound
        }
        guard announced ?? found == found else {
            throw BarcodeError(.isbtCompound, .isbt128(23), position: index)
        }
        finish(&reading)
    }

    /// Where the content stands, once all of it is there and of its character sets.
    private static func content(
        of structure: ISBT128Structure,
        _ bytes: Span<UInt8>,
        _ index: Int
    ) throws(BarcodeError) -> Range<Int> {
        let field = BarcodeField.isbt128(structure.number)
        let start = index + structure.identifierCount
        if structure.number == 0 {
            for index in start..<bytes.count where !(0x20...0x7E).contains(bytes[index]) {
                throw BarcodeError(.charset, field, position: index)
            }
            return start..<bytes.count
        }
        let end = start + structure.shape.utf8CodeUnitCount
        for index in start..<end {
            try check(bytes, index, structure.letter(index - start), field)
        }
        guard let repetition = structure.repetition else { return start..<end }
        let head = start + repetition.count.lowerBound..<start + repetition.count.upperBound
        let rest = (DecimalField.integer(bytes, head) ?? 0) * repetition.length
        for index in end..<end + rest {
            try check(bytes, index, repetition.letter, field)
        }
        return start..<end + rest
    }

    private static func check(
        _ bytes: Span<UInt8>,
        _ index: Int,
        _ letter: UInt8,
        _ field: BarcodeField
    ) throws(BarcodeError) {
        guard index < bytes.count, bytes[index] != UInt8(ascii: "="), bytes[index] != UInt8(ascii: "&") else {
            throw BarcodeError(.isbtLength, field, position: index)
        }
        guard ISBT128Structure.accepts(bytes[index], letter) else {
            throw BarcodeError(.charset, field, position: index)
        }
    }

    /// A donation number as a person types it from the label: 13 characters, with or without the two flags, with or without the check
    /// character behind. It begins with a letter; with a digit it could be an EAN-13.
    private func readTyped(
        _ bytes: Span<UInt8>,
        _ first: Int,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let count = bytes.count - first
        guard (0x41...0x5A).contains(bytes[first]) else {
            throw BarcodeError(.isbtIdentifier, position: first)
        }
        guard (13...16).contains(count) else {
            throw BarcodeError(.isbtLength, .isbt128(1), position: bytes.count)
        }
        let hasFlags = count >= 15
        let content = first..<first + (hasFlags ? 15 : 13)
        for index in content {
            try Self.check(bytes, index, ISBT128Structure.donation.letter(index - first), .isbt128(1))
        }
        guard let check = Modulo37.check(bytes, content.prefix(13)) else {
            throw BarcodeError(.charset, .isbt128(1), position: first)
        }
        if count % 2 == 0, Modulo37.character(check) != bytes[bytes.count - 1] {
            throw BarcodeError(.isbtCheck, .isbt128(1), position: bytes.count - 1)
        }
        try storeDonation(bytes, content, &reading)
        finish(&reading)
    }
}
