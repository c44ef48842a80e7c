import FieldModel
import LinuxIO
import Store

/// Staying within the quota and within what the disk gives.
extension Engine {
    /// What a file system may need for itself while the last of it is used, in bytes.
    private static let margin: Int64 = 65_536

    /// What one request is refused for, if it is: an event of its streams that has no room any more.
    func refusalForRoom(_ events: [Event]) -> JournalError? {
        let level = quota.level
        guard level >= .refusingRoutine else { return nil }
        let isRefused = events.contains { event in event.body.stream.map(level.refuses) ?? false }
        return isRefused ? .full(level) : nil
    }

    func countRefused(_ events: [Event]) {
        for event in events {
            if let stream = event.body.stream { refused[stream, default: 0] += 1 }
        }
    }

    /// Sets the limits that SQLite itself holds, and takes the log's blocks before somebody else does.
    func prepareStorage() throws(JournalError) {
        try storing { () throws(SQLiteError) in
            let pageSize = try connection.integer("PRAGMA page_size") ?? 4096
            quota = Quota(pageSize: pageSize, limit: (settings.quota - settings.overhead) / pageSize)
            // Half of the log for what is committed, half for one large commit.
            let interval =
                settings.checkpointPages.map(Int64.init) ?? min(2000, settings.logLimit / 2 / pageSize)
            try connection.execute(
                "PRAGMA wal_autocheckpoint = \(interval); PRAGMA journal_size_limit = \(settings.logLimit)"
            )
        }
        // One that is damaged only means that some spans are looked at once more.
        if let cursors = try? setting(Self.thinningSetting) { thinning = ThinningCursors(decoding: cursors) }
        // Without the marks of past days nothing is retired until new ones are old enough.
        if let marks = try? setting(Self.dayMarksSetting) { dayMarks = DayMarks(decoding: marks) }
        DiskSpace.reserve(settings.database + "-wal", bytes: settings.logLimit)
        _ = ballast.make()
        try look()
    }

    /// Asks the database and the file system how much is left. Takes some microseconds.
    func look() throws(JournalError) {
        rowsSinceLook = 0
        let wasSacrificing = quota.isSacrificing
        try storing { () throws(SQLiteError) in
            let pages = try connection.integer("PRAGMA page_count") ?? 0
            let free = try connection.integer("PRAGMA freelist_count") ?? 0
            // What the ballast must have back is no room for events, and where the disk lacks it the database owes it.
            let owed = ballast.isThere ? 0 : ballast.needed
            let onDisk = min(DiskSpace.free(settings.directory) ?? .max, .max / 4)
            let room = (onDisk - owed) / quota.pageSize
            quota.note(pages: pages, free: free, room: room)
            // Alarms and patients may use what the ballast gave back, before one of them is refused.
            let last = ballast.isThere ? room : max(0, onDisk - Self.margin) / quota.pageSize
            let limit = max(min(quota.limit, pages + last), pages)
            if limit != pageLimit {
                try connection.execute("PRAGMA max_page_count = \(limit)")
                pageLimit = limit
            }
        }
        if quota.isSacrificing, !wasSacrificing { isTidyDue = true }
        tell()
    }

    /// Looks when enough was written since the last look for the level to have changed, or when the disk is filling up:
    /// somebody else may take what was left there.
    func lookAfterCommit() {
        guard rowsSinceLook >= 64 || quota.level != .ok || isDiskLow() else { return }
        do throws(JournalError) {
            try look()
        } catch {
            // What is committed stays committed; a database that cannot be read shows that at the next step.
            lastTidyFailure = error
        }
    }

    /// Whether the ballast no longer fits on the disk. Asks it every 20 ms at most: fewer than 64 rows are written here meanwhile, or a look comes first.
    private func isDiskLow() -> Bool {
        let now = ContinuousClock.now
        guard now - lastSpaceCheck >= .milliseconds(20) else { return false }
        lastSpaceCheck = now
        return DiskSpace.free(settings.directory).map { $0 < ballast.needed } ?? false
    }

    func tell() {
        let level = quota.level
        guard level != toldLevel else { return }
        toldLevel = level
        settings.levelChanged(level)
    }

    /// After a commit that found no room: gives the ballast back if it is the disk that is full, folds the log into the
    /// database and gives up what may be given up. What fails here shows when the commit is tried again.
    func makeRoom() {
        if let free = DiskSpace.free(settings.directory), free < settings.logLimit { _ = ballast.release() }
        do throws(JournalError) {
            try checkpoint()
            try look()
            for _ in 0..<64 where quota.isAbove(80) {
                let isMore = try sacrifice()
                try look()
                guard isMore else { break }
            }
        } catch {
            lastTidyFailure = error
        }
    }

    /// Notes that even the retry found no room. Housekeeping looks at once, since somebody may have freed it meanwhile.
    func noteFull() {
        quota.failure = quota.isDiskShort ? .diskFull : .full
        isTidyDue = true
        tell()
    }

    func checkpoint() throws(JournalError) {
        try storing { () throws(SQLiteError) in
            _ = try connection.integer("PRAGMA wal_checkpoint(PASSIVE)")
        }
    }

    func storageStatus() throws(JournalError) -> StorageStatus {
        try look()
        return StorageStatus(
            quota: settings.quota,
            used: quota.live * quota.pageSize + settings.overhead - (ballast.isThere ? 0 : ballast.bytes),
            level: quota.level,
            isDiskShort: quota.isDiskShort,
            hasBallast: ballast.isThere,
            refused: refused,
            daysLeft: try daysLeft(),
            gaps: try gapTotals()
        )
    }
}
