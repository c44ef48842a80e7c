import FieldModel

extension JSONLine {
    /// What was read, under the names of its system.
    mutating func fields(of reading: borrowing BarcodeReading) {
        switch reading.system {
        case .gs1:
            key("elements")
            elements(of: reading)
            dates(of: reading)
            if let number = reading.nordicArticle {
                key("nordic_vnr")
                string(number)
            }
        case .hibc: named(reading)
        case .ppn:
            named(reading)
            if let number = reading.pzn {
                key("pzn")
                string(number, of: reading.text)
            }
        case .isbt128: structures(of: reading)
        }
    }

    private mutating func dates(of reading: borrowing BarcodeReading) {
        var hasAny = false
        for index in 0..<reading.count {
            guard let moment = reading.moment(of: index) else { continue }
            if !hasAny {
                key("dates")
                begin()
            }
            hasAny = true
            string(Int(reading[index].field.rawValue), width: 2)
            colon()
            string(moment.description)
        }
        if hasAny { end() }
    }

    /// The fields of HIBC and PPN; one that comes twice is written once.
    private mutating func named(_ reading: borrowing BarcodeReading) {
        for index in 0..<reading.count {
            let element = reading[index]
            guard let name = element.field.name, reading.first(element.field) == element else { continue }
            key(name)
            if element.field.isNumber, let number = reading.text.decimal(element.value.range) {
                value(number)
            } else {
                string(element.value, of: reading.text)
            }
        }
    }

    /// The data structures of ISBT 128 by number, and what is in those that a person asks for.
    private mutating func structures(of reading: borrowing BarcodeReading) {
        key("ds")
        begin("[")
        for index in 0..<reading.count {
            if let number = reading.structure(index) { string(Int(number), width: 3) }
        }
        end("]")
        member("din", reading.meaning.donation, reading)
        member("flags", reading.donationFlags, reading)
        if let check = reading.donationCheck {
            key("K")
            string(String(Unicode.Scalar(check)))
        }
        member("gg", reading.bloodGroupCode, reading)
        member("product", reading.first(.isbt128(3))?.value, reading)
        for index in 0..<reading.count {
            guard let date = reading.date(index) else { continue }
            key("date")
            string(date.day.description)
            if let minute = date.minute {
                key("time")
                let pair = { (value: UInt16) in (value < 10 ? "0" : "") + String(value) }
                string(pair(minute / 60) + ":" + pair(minute % 60))
            }
            return
        }
    }

    private mutating func member(
        _ name: StaticString,
        _ slice: BarcodeSlice?,
        _ reading: borrowing BarcodeReading
    ) {
        guard let slice else { return }
        key(name)
        string(slice, of: reading.text)
    }
}

extension BarcodeField {
    /// The name of a field of HIBC or PPN in answers.
    var name: StaticString? {
        switch self {
        case .lic: "lic"
        case .pcn: "pcn"
        case .unitOfMeasure: "uom"
        case .lot, .batch: "lot"
        case .serial, .serialNumber: "serial"
        case .expiry, .expiryDay: "exp"
        case .manufacture, .manufactureDay: "mfg"
        case .quantity, .count: "qty"
        case .link: "link"
        case .location: "location"
        case .ppn: "ppn"
        case .itemNumber: "gtin"
        default: nil
        }
    }

    /// Whether it is written as a number.
    var isNumber: Bool { self == .unitOfMeasure || self == .quantity || self == .count }
}
