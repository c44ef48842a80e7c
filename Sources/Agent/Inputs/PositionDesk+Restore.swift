import FieldModel
import Journal
import Workflows

extension PositionDesk {
    /// Looks once for the place of before the agent started, so that a start in a tunnel knows something.
    ///
    /// - Throws: what makes the journal unusable.
    func remember(_ journal: Journal) async throws(JournalError) {
        guard former == .unread else { return }
        let found = try await FormerFix(in: journal)
        if former == .unread { former = found }
    }

    /// Holds that place once its age is known: of an earlier boot only when the clock is trusted now, too.
    func restore(at now: UInt64, clock: ClockAnchor?) {
        guard let fix = former.fix, let passed = former.passed(at: now, clock: clock) else { return }
        former = .none
        keeper.restore(fix, passed: passed, at: now)
    }
}
