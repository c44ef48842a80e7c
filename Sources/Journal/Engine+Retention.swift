import FieldModel
import Glibc
import Store

/// Age: what was delivered long ago goes even when there is room, and how fast what must stay is growing.
extension Engine {
    static let dayMarksSetting = "day marks"
    private static let day: Int64 = 86_400_000

    /// CLOCK_BOOTTIME in milliseconds.
    private static var bootMilliseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }

    /// Days since 1970, when a clock worth believing says so.
    private var today: Int64? {
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
        if marks.add(.init(day: today, epoch: current.ordinal, held: heldBytes, next: current.next)) {
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

    /// About how many bytes nothing may take away: undelivered alarms, patients and stock.
    var heldBytes: Int64 {
        let events = Self.kept.reduce(UInt64(0)) { sum, stream in
            epochs.reduce(sum) { $0 + $1.unsent(stream) }
        }
        return Int64(clamping: events) * Self.bytesPerEvent
    }

    /// What a patient or stock event takes with its row: an assumption, good enough for days.
    private static let bytesPerEvent: Int64 = 128

    /// Keeps one sample an hour of the last day.
    private func sampleHeld() {
        let now = Self.bootMilliseconds
        if let last = heldSamples.last, now < last.instant + 3_600_000 { return }
        heldSamples.append((now, heldBytes))
        if heldSamples.count > 25 { heldSamples.removeFirst() }
    }

    /// Days until new events are refused at the pace of the last days or, without a clock, of the last hours.
    var daysLeft: Double? {
        let held = heldBytes
        let room = quota.untilRefusal * quota.pageSize - held
        if let today, let mark = dayMarks.first(since: today - 7), mark.day < today {
            let growth = Double(held - mark.held) / Double(today - mark.day)
            return growth > 0 ? max(0, Double(room) / growth) : nil
        }
        guard let oldest = heldSamples.first else { return nil }
        let hours = Double(Self.bootMilliseconds - oldest.instant) / 3_600_000
        let growth = Double(held - oldest.held)
        guard hours >= 1, growth > 0 else { return nil }
        return max(0, Double(room) / growth * hours / 24)
    }
}
