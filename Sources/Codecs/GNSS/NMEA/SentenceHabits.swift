/// The habits of one receiver, one for each kind that opens an epoch: some receivers send different sentences in turn,
/// GLL for one second and RMC with GGA for the next.
struct SentenceHabits: Sendable {
    private var rmc = SentenceHabit()
    private var gga = SentenceHabit()
    private var gll = SentenceHabit()
    private var gns = SentenceHabit()
    private var other = SentenceHabit()

    subscript(opener: NMEAKind) -> SentenceHabit {
        get {
            switch opener {
            case .rmc: rmc
            case .gga: gga
            case .gll: gll
            case .gns: gns
            default: other
            }
        }
        set {
            switch opener {
            case .rmc: rmc = newValue
            case .gga: gga = newValue
            case .gll: gll = newValue
            case .gns: gns = newValue
            default: other = newValue
            }
        }
    }
}
