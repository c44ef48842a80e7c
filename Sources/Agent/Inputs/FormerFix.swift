import FieldModel
import Journal
import Wire

/// The newest fix that the journal has of before the agent started, and what tells its age.
enum FormerFix: Sendable, Equatable {
    /// Nobody looked yet.
    case unread
    /// There is none, it cannot be dated, or it has served.
    case none
    /// Of this boot, at an instant of its clock.
    case sameBoot(Fix, UInt64)
    /// Of an earlier boot that had a trusted clock, in Unix milliseconds.
    case earlierBoot(Fix, Int64)

    /// How long before an instant it was reported, in milliseconds; `nil` where that is not known.
    func passed(at now: UInt64, clock: ClockAnchor?) -> UInt64? {
        switch self {
        case .unread, .none: return nil
        case .sameBoot(_, let reported): return now >= reported ? now - reported : nil
        case .earlierBoot(_, let reported):
            guard let clock, clock.quality == .trusted, clock.unixMilliseconds >= reported else { return nil }
            return UInt64(
                clamping: clock.unixMilliseconds.subtractingReportingOverflow(reported).partialValue
            )
        }
    }

    var fix: Fix? {
        switch self {
        case .unread, .none: nil
        case .sameBoot(let fix, _), .earlierBoot(let fix, _): fix
        }
    }
}

extension FormerFix {
    /// Reads it: the last event of the track. Of an earlier boot it counts only where that boot's clock was trusted.
    ///
    /// - Throws: what makes the journal unusable.
    init(in journal: Journal) async throws(JournalError) {
        self = .none
        let status = try await journal.status()
        let track = status.streams.first { $0.stream == .track && $0.epoch == status.epoch }
        guard let track, track.next > 0, let boot = status.boot else { return }
        let last: StoredEvent?
        do throws(JournalError) {
            last = try await journal.list(.track, epoch: track.epoch, from: track.next - 1, limit: 1).first
        } catch {
            // A damaged row says nothing; what else is wrong will be said again by the first append.
            if error.needsReopening { throw error }
            return
        }
        guard let event = last.flatMap({ try? Event(canonicalBytes: $0.bytes) }),
            case .fix(let fix) = event.body
        else { return }
        if event.instant.boot == boot.ordinal {
            self = .sameBoot(fix, event.instant.milliseconds)
            return
        }
        let key = BootKey(epoch: track.epoch, ordinal: event.instant.boot)
        let record = try await journal.bootRecords([key]).first?.record
        guard record?.best?.quality == .trusted,
            let reported = record?.wallTime(ofBootMilliseconds: event.instant.milliseconds)
        else { return }
        self = .earlierBoot(fix, reported)
    }
}
