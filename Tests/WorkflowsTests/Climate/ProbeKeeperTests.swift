import FieldModel
import Testing

@testable import Workflows

struct ProbeKeeperTests {
    private let settings = ProbeSettings(
        name: "fridge-1",
        quantity: .temperature,
        location: StockLocation(gln: "7350000000009", bin: "KYL-1"),
        band: ProbeScene.band,
        calibrationDue: CalendarDay(rawValue: 20_270_331),
        change: 200,
        period: 300_000
    )

    private func moment(_ second: Double) -> ClimateMoment {
        ClimateMoment(instant: BootInstant(boot: 1, milliseconds: UInt64(second * 1_000)), unix: nil)
    }

    @Test func `samples are the first, what moved, what is old and each end of what is known`() {
        var keeper = ProbeKeeper(settings)
        let readings: [(Double, Int64?, Bool)] = [
            (0, 5_000, true), (10, 5_100, false), (20, 5_199, false), (30, 5_200, true), (40, 5_010, false),
            (50, 5_000, true), (340, 5_050, false), (350, 5_050, true), (360, nil, true), (370, nil, false),
            (900, nil, false), (910, 5_050, true),
        ]
        for (second, value, isKept) in readings {
            let outcome = keeper.take(value, at: moment(second))
            #expect((outcome.sample != nil) == isKept, "at \(second) s")
            if isKept {
                #expect(outcome.sample?.value == value)
                #expect(outcome.sample?.calibrationDue == CalendarDay(rawValue: 20_270_331))
            }
        }
    }

    @Test func `both ends of an excursion are samples and are written down`() throws {
        var keeper = ProbeKeeper(settings)
        _ = keeper.take(8_000, at: moment(0))
        let left = keeper.take(8_001, at: moment(10))
        #expect(left.sample?.value == 8_001)
        #expect(left.saved == .some(keeper.open))
        #expect(left.saved != .some(nil))
        #expect(keeper.take(8_050, at: moment(20)).saved == nil)
        #expect(keeper.take(8_050, at: moment(311)).saved == .some(keeper.open))
        let declared = keeper.take(8_050, at: moment(1_810))
        #expect(declared.excursion?.hasEnded == false)
        #expect(declared.excursion?.start == moment(10).instant)
        #expect(declared.excursion?.duration == 1_800_000)
        let ended = keeper.take(5_000, at: moment(2_000))
        #expect(ended.excursion?.hasEnded == true)
        #expect(ended.excursion?.maximum == 8_050)
        #expect(ended.saved == .some(nil))
        #expect(keeper.take(5_000, at: moment(2_010)) == ProbeKeeper.Outcome())
    }

    @Test func `a new band is held against what is open`() {
        var keeper = ProbeKeeper(settings)
        _ = keeper.take(9_100, at: moment(0))
        var wider = settings
        wider.band?.upper = 25_000
        keeper.configure(wider)
        #expect(keeper.take(9_100, at: moment(10)).saved == .some(nil))
        #expect(keeper.open == nil)
    }

    @Test func `a probe without a band has no excursions`() {
        var plain = settings
        plain.band = nil
        var keeper = ProbeKeeper(plain)
        for second in 0..<4_000 { #expect(keeper.take(50_000, at: moment(Double(second))).excursion == nil) }
    }
}
