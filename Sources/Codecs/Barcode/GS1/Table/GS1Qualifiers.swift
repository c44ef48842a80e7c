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
    @inline(__always)
    func place(of field: UInt16) -> (chain: Int, step: Int)? {
        // Most fields are no qualifiers of anything, so they are told apart first.
        switch field {
        case 22: self == .item || self == .piece ? (1, 1) : nil
        case 10: self == .item || self == .piece ? (1, 2) : nil
        case 21: self == .item || self == .piece ? (1, 3) : nil
        case 235: self == .item ? (2, 1) : nil
        case 254: self == .place ? (1, 1) : nil
        case 7_040: self == .unique ? (1, 1) : self == .place ? (2, 1) : nil
        case 8_011: self == .part ? (1, 1) : nil
        case 8_019: self == .service ? (1, 1) : nil
        case 8_020: self == .payment ? (1, 1) : nil
        default: nil
        }
    }
}
