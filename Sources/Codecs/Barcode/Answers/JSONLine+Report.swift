extension JSONLine {
    /// The members of one scan's answer.
    mutating func members(of report: borrowing ScanReport) {
        key("ok")
        value(report.isOK)
        if report.isPersonal {
            key("error")
            string("personal_number")
            return
        }
        if let error = report.error {
            members(of: error, report)
            return
        }
        key("system")
        string(report.reading.system.rawValue)
        symbology(report.reading.symbology)
        if report.isPlain {
            key("kind")
            string("plain")
            return
        }
        fields(of: report.reading)
        if hasDetails { details(of: report.reading) }
        repairs(of: report)
    }

    /// The text beside the symbol, and the two parts of the unique device identifier that it holds.
    private mutating func details(of reading: BarcodeReading) {
        guard reading.system == .gs1 else { return }
        key("hri")
        string(reading.printed)
        guard let device = reading.deviceIdentifier else { return }
        key("udi_di")
        string(device)
        let production = reading.productionIdentifier
        guard !production.isEmpty else { return }
        key("udi_pi")
        string(production)
    }

    private mutating func members(of error: BarcodeError, _ report: borrowing ScanReport) {
        if error.reason != .input {
            key("system")
            string(report.reading.system.rawValue)
        }
        symbology(report.reading.symbology)
        key("error")
        string(error.reason.rawValue)
        if let field = error.field { name(of: field) }
        if let position = error.position {
            key("pos")
            value(position)
        }
        if report.isLenientlyRead {
            key("lenient_ok")
            value(true)
        }
        if report.reading.system == .gs1, report.reading.count > 0 {
            key("elements")
            elements(of: report.reading)
        }
    }

    private mutating func name(of field: BarcodeField) {
        if field.rawValue < 10_000 {
            key("ai")
            string(Int(field.rawValue), width: 2)
        } else if let name = field.name {
            key("field")
            string(name)
        }
    }

    private mutating func symbology(_ symbology: Symbology?) {
        guard let symbology else { return }
        key("symbology")
        string("]" + String(Unicode.Scalar(symbology.code)) + String(Unicode.Scalar(symbology.modifier)))
    }

    private mutating func repairs(of report: borrowing ScanReport) {
        if let layout = report.layout {
            key("layout")
            string(layout.rawValue)
            key("recovered")
            string(report.text)
            key("gs_lost")
            value(report.hasLostSeparator)
        } else if report.hasLostSeparator, report.reading.system != .gs1 {
            key("gs_lost")
            value(true)
        }
        guard report.hasLostSeparator else { return }
        key("warn")
        string("possible_missing_separator")
        if let alternative = report.alternative {
            key("alternative")
            elements(of: alternative)
        }
    }

    mutating func elements(of reading: borrowing BarcodeReading) {
        begin("[")
        for index in 0..<reading.count {
            begin("[")
            string(Int(reading[index].field.rawValue), width: 2)
            string(reading[index].value, of: reading.text)
            end("]")
        }
        end("]")
    }
}
