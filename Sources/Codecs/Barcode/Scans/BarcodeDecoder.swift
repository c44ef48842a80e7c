/// Reads one scan of any system: which one, its AIM id says, else its grammar.
///
/// | data | system |
/// |---|---|
/// | AIM id of a GS1, EAN, UPC or ITF-14 symbol | GS1 |
/// | `+` | HIBC |
/// | `=` or `&` | ISBT 128 |
/// | `[)>` or `9N` | PPN |
/// | a capital and 12 digits or capitals, without AIM id | donation number of ISBT 128, as typed |
/// | all else | GS1, which knows element strings, printed text, addresses and item numbers |
package struct BarcodeDecoder: Sendable {
    /// The year around which two-digit years are read.
    package var currentYear: Int

    package init(currentYear: Int) { self.currentYear = currentYear }

    /// The year of a wall clock that may be wrong: nothing before 2026 is believed.
    package static func year(unixMilliseconds: Int64) -> Int {
        min(max(1970 + Int(Double(unixMilliseconds) / (365.2425 * 86_400_000)), 2_026), 2_149)
    }

    /// Reads the whole of the bytes; returns false for data that is none of the systems'. What was in `reading` is replaced.
    ///
    /// After an error the elements in front of it are there; its position counts from 0, AIM id included.
    package func read(
        _ bytes: Span<UInt8>,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) -> Bool {
        let symbology = Symbology(bytes)
        let first = symbology == nil ? 0 : Symbology.prefixBytes
        reading.reset(system: .gs1, symbology: symbology)
        switch Self.grammar(bytes, from: first, symbology) {
        case .gs1: try GS1Reader(currentYear: currentYear).read(bytes, into: &reading)
        case .hibc: try HIBCReader(currentYear: currentYear).read(bytes, from: first, into: &reading)
        case .isbt128: try ISBT128Reader().read(bytes, from: first, into: &reading)
        case .ppn: try PPNReader(currentYear: currentYear).read(bytes, from: first, into: &reading)
        }
        return !reading.isPlain
    }

    private static func grammar(
        _ bytes: Span<UInt8>,
        from first: Int,
        _ symbology: Symbology?
    ) -> BarcodeReading.System {
        if let symbology, symbology.carrier != .plain, symbology.carrier != .other { return .gs1 }
        guard first < bytes.count else { return .gs1 }
        func has(_ word: StaticString) -> Bool {
            word.withUTF8Buffer { word in
                guard first + word.count <= bytes.count else { return false }
                for index in word.indices where bytes[first + index] | 0x20 != word[index] | 0x20 {
                    return false
                }
                return true
            }
        }
        switch bytes[first] {
        case UInt8(ascii: "+"): return .hibc
        case UInt8(ascii: "*") where has("*+"): return .hibc
        case UInt8(ascii: "="), UInt8(ascii: "&"): return .isbt128
        case UInt8(ascii: "[") where has("[)>"): return .ppn
        case UInt8(ascii: "9") where has("9N"): return .ppn
        case UInt8(ascii: "a")...UInt8(ascii: "z"):
            // A reader of full ASCII makes one small letter of `+` and a capital.
            return symbology?.code == UInt8(ascii: "A") ? .hibc : .gs1
        default: break
        }
        return symbology == nil && isDonation(bytes) ? .isbt128 : .gs1
    }

    /// A capital, four characters of the facility, two digits of the year, six of the serial number; flags and check character as they please.
    private static func isDonation(_ bytes: Span<UInt8>) -> Bool {
        guard (13...16).contains(bytes.count), (0x41...0x5A).contains(bytes[0]) else { return false }
        for index in 1..<13 {
            let isDigit = (0x30...0x39).contains(bytes[index])
            guard isDigit || index < 5 && (0x41...0x5A).contains(bytes[index]) else { return false }
        }
        return true
    }
}
