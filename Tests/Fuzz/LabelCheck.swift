import Codecs
import FieldModel

/// The bytes of one label. What holds for every reading, whether or not it ended in an error.
enum LabelCheck {
    static let year = 2026

    static func gs1(_ bytes: [UInt8]) {
        var reading = BarcodeReading(system: .gs1)
        do throws(BarcodeError) {
            try GS1Reader(currentYear: year).read(bytes.span, into: &reading)
            if !reading.isPlain { readAgain(reading) }
        } catch {
            check(error, bytes)
        }
        check(reading, bytes)
        _ = reading.productionIdentifier
        _ = reading.nordicArticle
        for index in 0..<reading.count { _ = reading.moment(of: index)?.description }
    }

    static func hibc(_ bytes: [UInt8]) {
        var reading = BarcodeReading(system: .hibc)
        do throws(BarcodeError) {
            try HIBCReader(currentYear: year).read(bytes.span, into: &reading)
        } catch {
            check(error, bytes)
        }
        check(reading, bytes)
    }

    static func isbt128(_ bytes: [UInt8]) {
        var reading = BarcodeReading(system: .isbt128)
        do throws(BarcodeError) {
            try ISBT128Reader().read(bytes.span, into: &reading)
        } catch {
            check(error, bytes)
        }
        check(reading, bytes)
    }

    static func ppn(_ bytes: [UInt8]) {
        var reading = BarcodeReading(system: .ppn)
        do throws(BarcodeError) {
            try PPNReader(currentYear: year).read(bytes.span, into: &reading)
        } catch {
            check(error, bytes)
        }
        check(reading, bytes)
    }

    static func check(_ error: BarcodeError, _ bytes: [UInt8]) {
        guard let position = error.position else { return }
        require(
            (0...bytes.count).contains(position),
            "\(error.reason) at \(position) of \(bytes.count) bytes"
        )
    }

    static func check(_ reading: BarcodeReading, _ bytes: [UInt8]) {
        require(reading.count <= BarcodeReading.maximumElements, "elements")
        for index in 0..<reading.count {
            check(reading[index].value, reading)
            require(Int(reading[index].position) <= bytes.count, "element at \(reading[index].position)")
        }
        let meaning = reading.meaning
        let slices = [
            meaning.item, meaning.lot, meaning.serial, meaning.location, meaning.logisticUnit,
            meaning.donation,
        ]
        for case let slice? in slices { check(slice, reading) }
        require(meaning.expiryMinute ?? 0 < 1_440, "minute of expiry")
        require((meaning.item == nil) == (meaning.itemSystem == nil), "an item is of a system")
        if let suspicion = reading.suspicion {
            require(suspicion.element < reading.count, "suspicion beyond the last element")
            require(suspicion.count <= reading[suspicion.element].value.count, "suspicion beyond its value")
        }
    }

    private static func check(_ slice: BarcodeSlice, _ reading: BarcodeReading) {
        require(
            slice.start + slice.count <= reading.text.count,
            "slice \(slice) of \(reading.text.count) bytes"
        )
    }

    /// What was read says the same when it is printed and read again, unless it was starred out.
    private static func readAgain(_ reading: BarcodeReading) {
        for index in 0..<reading.count where isPersonal(reading[index].field) { return }
        let printed = Array(reading.printed.utf8)
        guard printed.count <= GS1Reader.maximumBytes else { return }
        var again = BarcodeReading(system: .gs1)
        do throws(BarcodeError) {
            try GS1Reader(currentYear: year).read(printed.span, into: &again)
        } catch {
            require(false, "\(reading.printed) is refused: \(error)")
        }
        require(said(reading) == said(again), "\(said(reading)) is read again as \(said(again))")
    }

    static func said(_ reading: BarcodeReading) -> [String] {
        (0..<reading.count).map {
            reading[$0].field.identifier + "=" + reading.text.string(reading[$0].value)
        }
    }

    /// GS1 General Specifications, section 3: the keys of patients.
    static func isPersonal(_ field: BarcodeField) -> Bool {
        field.rawValue == 8_018 || (7_250...7_259).contains(field.rawValue)
    }
}
