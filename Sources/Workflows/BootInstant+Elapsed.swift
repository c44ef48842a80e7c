internal import FieldModel

extension BootInstant {
    /// How long after this an instant of the same boot is; for ever, when another boot lies between.
    func elapsed(until end: BootInstant) -> Duration {
        guard boot == end.boot else { return .seconds(1 << 40) }
        guard end.milliseconds > milliseconds else { return .zero }
        return .milliseconds(Int64(clamping: end.milliseconds - milliseconds))
    }
}
