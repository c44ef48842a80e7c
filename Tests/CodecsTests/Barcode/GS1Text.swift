import Codecs

/// What a reading says, as text that a test can state.
enum GS1Text {
    static func elements(_ reading: BarcodeReading) -> [[String]] {
        (0..<reading.count).map {
            [reading[$0].field.identifier, reading.text.string(reading[$0].value)]
        }
    }

    static func dates(_ reading: BarcodeReading) -> [String: String] {
        var dates: [String: String] = [:]
        for index in 0..<reading.count {
            if let moment = reading.moment(of: index) { dates[reading[index].field.identifier] = "\(moment)" }
        }
        return dates
    }

    static func read(_ text: String, year: Int = 2026) -> (reading: BarcodeReading, error: BarcodeError?) {
        let bytes = Array(text.utf8)
        var reading = BarcodeReading(system: .gs1)
        do throws(BarcodeError) {
            try GS1Reader(currentYear: year).read(bytes.span, into: &reading)
        } catch {
            return (reading, error)
        }
        return (reading, nil)
    }
}
