import FieldModel
import Glibc
import Store

/// Age: what was delivered long ago goes even when there is room.
extension Engine {
    static let dayMarksSetting = "day marks"
    private static let day: Int64 = 86_400_000

    /// CLOCK_BOOTTIME in milliseconds.
    static var bootMilliseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }

    /// Days since 1970, when a clock worth believing says so.
    var today: Int64? {
        guard let record = boots.last?.record, let best = record.best, best.quality >= .rtc else {
            return nil
        }
        return record.wallTime(ofBootMilliseconds: Self.bootMilliseconds).map { $0 / Self.day }
    }

    /// Writes the mark of a new day, and retires a little of what is older than the retention.
    ///
    /// Returns whether there is more to retire.
    func retireByAge() throws(JournalError) -> Bool {
        sampleHeld()
        guard let today else { return false }
        var marks = dayMarks
        if marks.add(.init(day: today, epoch: current.ordinal, held: heldEvents, next: current.next)) {
            try save(marks)
        }
        let days = (settings.retention / .milliseconds(1)).rounded(.up) / Double(Self.day)
        guard let old = dayMarks.last(atOrBefore: today - Int64(days.rounded(.up))) else { return false }
        let limit: (EpochState, FieldModel.Stream) -> UInt64 = { state, stream in
            if state.ordinal < old.epoch { return .max }
            return state.ordinal == old.epoch ? old.next[Int(stream.rawValue) - 1] : 0
        }
        if try retireOldest(of: Stream.allCases, below: limit) { return true }
        // What is delivered later is found by the same mark again, so it stays, and only older ones go.
        if marks.forget(before: old.day) { try save(marks) }
        return false
    }

    private func save(_ marks: DayMarks) throws(JournalError) {
        try commit { () throws(JournalError) in try saveSetting(Self.dayMarksSetting, marks.encoded) }
        dayMarks = marks
    }
}
