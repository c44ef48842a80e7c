/// How far the qualifiers of a Digital Link path have come.
struct GS1PathState {
    private var qualifiers: GS1Qualifiers?
    private var chain = 0
    private var step = 0

    /// Takes the key first, with what may qualify it, and then its qualifiers; returns whether the identifier may stand here.
    @inline(__always)
    mutating func accept(_ own: GS1Qualifiers, _ field: BarcodeField) -> Bool {
        guard let qualifiers else {
            qualifiers = own
            return true
        }
        guard let place = qualifiers.place(of: field.rawValue), chain == 0 || chain == place.chain,
            place.step > step
        else { return false }
        chain = place.chain
        step = place.step
        return true
    }

    /// Whether an identifier belonged in the path rather than in the query.
    func expects(_ field: BarcodeField) -> Bool {
        guard let place = qualifiers?.place(of: field.rawValue) else { return false }
        return chain == 0 || chain == place.chain
    }
}
