import FieldModel
import Journal
import LinuxIO
import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(2))) struct FormerFixTests {
    private let place: JournalPlaceOnDisk
    private let fix: Fix

    init() throws {
        place = try JournalPlaceOnDisk()
        fix = try #require(Fix(latitude: 59.3, longitude: 18.0, accuracy: 5))
    }

    private func anchor(_ quality: ClockQuality, boot: UInt64, unix: Int64) -> ClockAnchor {
        ClockAnchor(bootMilliseconds: boot, unixMilliseconds: unix, quality: quality, uncertainty: 1_000)
    }

    /// Records the fix at 50 s of a boot that had such a clock.
    private func record(clock: ClockQuality?) async throws {
        let journal = try await place.open()
        if let clock { try await journal.add(anchor(clock, boot: 10_000, unix: 1_800_000_010_000)) }
        for milliseconds in [UInt64(40_000), 50_000] {
            var fix = fix
            if milliseconds < 50_000 { fix.latitude = 0 }
            let instant = BootInstant(boot: 0, milliseconds: milliseconds)
            _ = try await journal.append([Event(instant: instant, source: .agent, body: .fix(fix))])
        }
        await journal.close()
    }

    @Test func `within a boot the newest fix is as old as the boot clock says`() async throws {
        try await record(clock: nil)
        let journal = try await place.open()
        let former = try await FormerFix(in: journal)
        #expect(former == .sameBoot(fix, 50_000))
        #expect(former.passed(at: 62_000, clock: nil) == 12_000)
        #expect(former.passed(at: 49_999, clock: nil) == nil, "a fix of the future")
        await journal.close()
    }

    @Test func `over a restart only clocks that were trusted then and are now tell its age`() async throws {
        try await record(clock: .trusted)
        let journal = try await place.open(boot: 1)
        let former = try await FormerFix(in: journal)
        #expect(former == .earlierBoot(fix, 1_800_000_050_000))
        let later: Int64 = 1_800_000_350_000
        #expect(former.passed(at: 1_000, clock: anchor(.trusted, boot: 1_000, unix: later)) == 300_000)
        #expect(former.passed(at: 1_000, clock: anchor(.rtc, boot: 1_000, unix: later)) == nil)
        #expect(former.passed(at: 1_000, clock: nil) == nil)
        let earlier: Int64 = 1_800_000_049_999
        #expect(former.passed(at: 1_000, clock: anchor(.trusted, boot: 1_000, unix: earlier)) == nil)
        await journal.close()
    }

    @Test(arguments: [nil, ClockQuality.rtc, .gnssOnly])
    func `a boot whose clock was not trusted dates no fix for the next`(quality: ClockQuality?) async throws {
        try await record(clock: quality)
        let journal = try await place.open(boot: 1)
        #expect(try await FormerFix(in: journal) == .none)
        await journal.close()
    }

    @Test func `a journal without a track has none`() async throws {
        let journal = try await place.open()
        #expect(try await FormerFix(in: journal) == .none)
        await journal.close()
    }

    @Test func `the desk holds it once, and when the clock comes to be trusted`() async throws {
        try await record(clock: .trusted)
        let journal = try await place.open(boot: 1)
        let desk = PositionDesk()
        try await desk.remember(journal)
        let now = BootClock.now()
        await desk.restore(at: now, clock: anchor(.rtc, boot: now, unix: 1_800_000_350_000))
        #expect(await desk.status(at: now).fix == nil)
        await desk.restore(at: now, clock: anchor(.trusted, boot: now, unix: 1_800_000_350_000))
        let held = try #require(await desk.status(at: now).fix)
        #expect(held.source == .held)
        #expect(held.age == 300)
        #expect((held.latitude, held.longitude) == (fix.latitude, fix.longitude))
        #expect(await desk.former == .none)
        await journal.close()
    }
}
