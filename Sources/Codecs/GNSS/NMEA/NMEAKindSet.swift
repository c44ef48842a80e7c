/// Some of the kinds of sentence.
struct NMEAKindSet: OptionSet, Sendable {
    let rawValue: UInt16

    init(rawValue: UInt16) { self.rawValue = rawValue }
    init(_ kind: NMEAKind) { rawValue = kind.rawValue }

    /// All that say speed themselves.
    static let motion: NMEAKindSet = [.init(.rmc), .init(.pubxPosition)]
    static let date: NMEAKindSet = [.init(.rmc)]
    static let place: NMEAKindSet = [.init(.rmc), .init(.gga), .init(.gns), .init(.pubxPosition)]
}
