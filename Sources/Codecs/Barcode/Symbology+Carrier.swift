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
        switch (UnicodeScalar(code), UnicodeScalar(modifier)) {
        case ("C", "1"), ("e", "0"), ("d", "2"), ("Q", "3"), ("J", "1"): .elements
        case ("E", "0"): .retail
        case ("E", "3"): .retailWithAddOn
        case ("E", "4"): .shortRetail
        case ("I", "1"): .outerCase
        case ("d", "1"), ("Q", "1"), ("J", "0"): .plain
        default: .other
        }
    }
}
