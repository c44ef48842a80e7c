/// Which identifiers may follow a primary key in the path of a Digital Link URI, in their order.
///
/// Source: GS1 Digital Link Standard: URI Syntax, section 4 (key qualifiers).
enum GS1Qualifiers: UInt8, Sendable {
    case none
    /// 22, 10, 21 in this order, or 235 alone.
    case item
    /// 22, 10, 21 in this order.
    case piece
    /// 254 or 7040.
    case place
    /// 7040.
    case unique
    /// 8020.
    case payment
    /// 8011.
    case part
    /// 8019.
    case service

    /// The place of a qualifier: `chain` tells alternatives apart, `step` must rise along the path.
    func place(of field: UInt16) -> (chain: Int, step: Int)? {
        switch (self, field) {
        case (.item, 22), (.piece, 22): (1, 1)
        case (.item, 10), (.piece, 10): (1, 2)
        case (.item, 21), (.piece, 21): (1, 3)
        case (.item, 235): (2, 1)
        case (.place, 254): (1, 1)
        case (.place, 7_040): (2, 1)
        case (.unique, 7_040), (.payment, 8_020), (.part, 8_011), (.service, 8_019): (1, 1)
        default: nil
        }
    }
}
