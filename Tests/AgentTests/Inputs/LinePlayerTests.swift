import FieldModel
import Glibc
import Hardware
import Inputs
import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(1))) struct LinePlayerTests {
    /// Outputs of a chip that is not there: what is played reaches the bank and goes no further.
    private static func lines() throws -> [LineSettings] {
        let roles: [(String, LineRole)] = [
            ("lamp", .refusedLight), ("horn", .beeper), ("state", .stateLight),
        ]
        return try roles.enumerated().map { number, line in
            LineSettings(
                name: try #require(SourceID(rawValue: line.0)),
                chip: "no-such-chip",
                place: .offset(UInt32(number)),
                role: line.1
            )
        }
    }

    @Test func `signals of several scanners at once leave nothing behind that plays on`() async throws {
        weak var bank: LineBank?
        do {
            let made = try LineBank(Self.lines())
            bank = made
            let player = LinePlayer(try Self.lines(), bank: made)
            // While the bank is busy, all of them have begun and none is done.
            async let isBusy: Void = made.stayBusy()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<50 { group.addTask { await player.signal(ScanSignal.expired) } }
            }
            await isBusy
            #expect(await player.playing.count == 2)
            await player.stop()
        }
        // Whatever still played would hold the bank for seconds.
        #expect(bank == nil)
    }

    @Test func `nothing begins after the end`() async throws {
        let player = LinePlayer(try Self.lines(), bank: try LineBank(Self.lines()))
        await player.show(.trouble)
        #expect(await player.playing.count == 1)
        await player.stop()
        await player.show(.well)
        await player.show(.trouble)
        await player.signal(ScanSignal.refused)
        #expect(await player.playing.isEmpty)
    }
}

extension LineBank {
    fileprivate func stayBusy() { usleep(200_000) }
}
