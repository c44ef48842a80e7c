import LinuxIO
import Testing

@Suite struct BootClockTests {
    @Test func `the boot id is sixteen bytes and stays`() throws {
        let id = try BootClock.bootID()
        #expect(id.count == 16)
        #expect(try BootClock.bootID() == id)
    }

    @Test func `the boot clock never goes back`() {
        let first = BootClock.now()
        #expect(first > 0)
        #expect(BootClock.now() >= first)
        #expect(BootClock.unix() > 0)
    }

    @Test(
        arguments: [
            (true, 20, true), (true, 16_000, true), (false, 20, true), (false, 16_000, false),
        ] as [(Bool, UInt32, Bool)]
    )
    func `a clock is disciplined by its flag or by a bounded error`(flag: Bool, error: UInt32, expected: Bool)
    {
        #expect(ClockState(isSynchronised: flag, maximumError: error).isDisciplined == expected)
    }

    @Test func `the kernel tells of its clock`() throws {
        let state = try #require(ClockState.now())
        #expect(state.isDisciplined || state.maximumError >= ClockState.unboundedError)
    }

    @Test(
        arguments: [
            (Duration.zero, 0), (.milliseconds(1), 1), (.microseconds(1), 1), (.seconds(2), 2_000),
            (.milliseconds(-5), 0), (.nanoseconds(1_000_001), 2),
        ] as [(Duration, UInt64)]
    )
    func `a duration rounds up to milliseconds`(duration: Duration, milliseconds: UInt64) {
        #expect(duration.milliseconds == milliseconds)
    }
}
