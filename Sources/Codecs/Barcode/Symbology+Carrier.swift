extension Symbology {
    /// What the data of a symbol is, by its identifier.
    package enum Carrier: Sendable {
        /// GS1 element strings.
        case elements
        /// Thirteen digits of EAN-13 or UPC, or a composite that begins with them.
        case retail
        /// Thirteen digits and an add-on of two or five.
        case retailWithAddOn
        /// The eight digits of EAN-8.
        case shortRetail
        /// ITF-14.
        case outerCase
        /// Data Matrix, QR Code or DotCode with other data; may be a Digital Link URI.
        case plain
        /// Nothing of GS1.
        case other
    }

    /// Source: GS1 General Specifications, figure 5.1.2-1 (symbology identifiers).
    package var carrier: Carrier {
        let number = modifier &- UInt8(ascii: "0")
        switch UnicodeScalar(code) {
        case "C": return number == 1 ? .elements : .other
        case "d": return number == 2 ? .elements : number == 1 ? .plain : .other
        case "e": return number == 0 ? .elements : .other
        case "E":
            return number == 0
                ? .retail : number == 3 ? .retailWithAddOn : number == 4 ? .shortRetail : .other
        case "I": return number == 1 ? .outerCase : .other
        case "J": return number == 1 ? .elements : number == 0 ? .plain : .other
        case "Q": return number == 3 ? .elements : number == 1 ? .plain : .other
        default: return .other
        }
    }
}
