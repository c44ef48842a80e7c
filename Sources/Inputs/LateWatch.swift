/// Tells the scans that a person takes now from those that a scanner had stored and delivers in a row: faster than hands, and without
/// waiting for an answer.
struct LateWatch: Sendable {
    /// Milliseconds between two scans that no person reaches.
    static let quick: UInt64 = 150
    /// So many quick ones in a row are no accident.
    static let run = 3
    /// Milliseconds of silence after which somebody scans again.
    static let silence: UInt64 = 2_000

    /// What the configuration says; `nil` where the pace tells.
    private let setting: Bool?
    private var quick = 0
    private var last: (arrival: UInt64, answers: Int)?

    init(_ setting: Bool?) { self.setting = setting }

    /// Whether a scan that came at this time, CLOCK_BOOTTIME milliseconds, was taken at an earlier one that nobody knows. `answers` is how
    /// many scans had been answered by then.
    mutating func isLate(at arrival: UInt64, answers: Int) -> Bool {
        if let setting { return setting }
        defer { last = (arrival, answers) }
        guard let last, arrival >= last.arrival, arrival - last.arrival <= Self.silence else {
            quick = 0
            return false
        }
        if quick == Self.run { return true }
        let isQuick = arrival - last.arrival < Self.quick && answers == last.answers
        quick = isQuick ? quick + 1 : 0
        return quick == Self.run
    }
}
