/// How many pages the database may have, how many it has, and what follows from that.
///
/// Thresholds are shares of the capacity: what the quota leaves for the database, or what it has and the file system
/// still gives when that is less.
struct Quota {
    /// Percent at which sacrifice begins and ends, and at which the levels of refusal begin and end.
    private enum Percent {
        static let sacrifice = (begins: Int64(85), ends: Int64(80))
        static let routine = (begins: Int64(90), ends: Int64(87))
        static let reserve = (begins: Int64(95), ends: Int64(93))
    }
    /// Free pages with which a journal is no longer full.
    private static let breath: Int64 = 64

    let pageSize: Int64
    /// Pages that the quota leaves for the database.
    let limit: Int64
    /// Pages of the file, and those of them that hold nothing.
    private(set) var pages: Int64 = 0
    private(set) var free: Int64 = 0
    /// Pages by which the file system lets the file grow; below zero, pages that the file owes to the ballast.
    private(set) var room: Int64 = .max / 2

    private(set) var isSacrificing = false
    private var refusal = StorageLevel.ok
    /// What the last step of sacrifice gave up.
    var stage = StorageLevel.ok
    /// The last look for something to give up found nothing.
    var isExhausted = false
    /// Set while nothing at all fits.
    var failure: StorageLevel?

    init(pageSize: Int64, limit: Int64) {
        self.pageSize = pageSize
        self.limit = max(limit, 1)
    }

    var live: Int64 { pages - free }
    /// The debt is paid bit by bit: a small file never refuses events for the sake of a large ballast.
    var capacity: Int64 { max(1, min(limit, pages + max(room, -pages / 4))) }
    /// Pages that the file should give back so that the ballast can be made again; none while events need them.
    var surplus: Int64 {
        isAbove(Percent.sacrifice.begins) || room >= 0
            ? 0 : max(0, min(pages - capacity, free - 2 * Self.breath))
    }
    var isDiskShort: Bool { pages + room < limit }

    func isAbove(_ percent: Int64) -> Bool { live * 100 >= capacity * percent }

    var level: StorageLevel { failure ?? max(refusal, isSacrificing ? stage : .ok) }

    /// Takes in what a look at the database and the file system found.
    mutating func note(pages: Int64, free: Int64, room: Int64) {
        (self.pages, self.free, self.room) = (pages, free, room)
        isSacrificing = isAbove(isSacrificing ? Percent.sacrifice.ends : Percent.sacrifice.begins)
        if !isSacrificing { (stage, isExhausted) = (.ok, false) }
        // Nothing new is refused while something old can go.
        let isReserve = refusal == .reserve
        let isRefusing = refusal >= .refusingRoutine
        if isReserve ? isAbove(Percent.reserve.ends) : isExhausted && isAbove(Percent.reserve.begins) {
            refusal = .reserve
        } else if isRefusing ? isAbove(Percent.routine.ends) : isExhausted && isAbove(Percent.routine.begins)
        {
            refusal = .refusingRoutine
        } else {
            refusal = .ok
        }
        if capacity - live >= Self.breath { failure = nil }
    }

    /// Pages that can still be taken before new events are refused.
    var untilRefusal: Int64 { capacity * Percent.routine.begins / 100 }
}
