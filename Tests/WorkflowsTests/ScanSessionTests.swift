import FieldModel
import Testing
import Workflows

struct PatientScanTests {
    @Test func `a tag embarks at once and categories follow it`() {
        var player = ScanPlayer()
        let expected = [
            PatientMovement(action: .embark, tag: "A"),
            PatientMovement(action: .recategorise, tag: "A", triage: .immediate),
            PatientMovement(action: .recategorise, tag: "A", mobility: .litter),
            PatientMovement(action: .embark, tag: "B"),
        ]
        let bodies = player.bodies(.embark, .tag("A"), .t1, .litter, .tag("B"), .done)
        #expect(bodies == expected.map(Body.patientMovement))
    }

    @Test func `categories ahead of the tag ride on its movement, once`() {
        var player = ScanPlayer()
        let bodies = player.bodies(.embark, .t1, .litter, .tag("A"), .tag("B"))
        #expect(
            bodies == [
                .patientMovement(
                    PatientMovement(action: .embark, tag: "A", triage: .immediate, mobility: .litter)
                ),
                .patientMovement(PatientMovement(action: .embark, tag: "B")),
            ]
        )
    }

    @Test func `a category long after a tag waits for the next one`() {
        var player = ScanPlayer()
        _ = player.bodies(.embark, .tag("A"))
        #expect(player.scan(.t1, after: 21).events.isEmpty)
        #expect(
            player.bodies(.tag("B")) == [
                .patientMovement(PatientMovement(action: .embark, tag: "B", triage: .immediate))
            ]
        )
    }

    @Test func `a category that no tag follows is refused aloud`() {
        var player = ScanPlayer()
        _ = player.bodies(.embark, .tag("A"))
        _ = player.scan(.t1, after: 21)
        let outcome = player.scan(.done)
        #expect(outcome.feedback == .refused(.categoryWithoutTag))
        #expect(outcome.events.isEmpty)
        #expect(outcome.prompt == .idle)
    }

    @Test func `an action and DONE count one unnamed patient`() {
        var player = ScanPlayer()
        #expect(
            player.bodies(.embark, .done, .embark, .t1, .done) == [
                .patientMovement(PatientMovement(action: .embark)),
                .patientMovement(PatientMovement(action: .embark, triage: .immediate)),
            ]
        )
    }

    @Test func `two actions in a row without a patient count none`() {
        var player = ScanPlayer()
        #expect(player.bodies(.embark, .embark, .command(.patient(.disembark))).isEmpty)
    }

    @Test func `categories that silence or the next action ends still count their patient`() {
        var player = ScanPlayer()
        let counted = [Body.patientMovement(PatientMovement(action: .embark, triage: .immediate))]
        #expect(player.bodies(.embark, .t1, .command(.patient(.disembark))) == counted)
        _ = player.bodies(.embark, .t1)
        let scanned = player.now
        #expect(player.wait(120) == nil)
        let outcome = player.wait(1)
        #expect(outcome?.events.map(\.body) == counted)
        #expect(outcome?.events.first?.instant.milliseconds == scanned)
    }

    @Test func `a tag that is read twice is one patient`() {
        var player = ScanPlayer()
        _ = player.bodies(.embark, .tag("A"))
        let again = player.scan(.tag("A"))
        #expect(again.feedback == .duplicate)
        #expect(again.events.isEmpty)
        #expect(again.prompt == .category("A"))
    }

    @Test func `an action ends after two minutes of silence`() {
        var player = ScanPlayer()
        _ = player.bodies(.embark, .tag("A"))
        #expect(player.scan(.tag("B"), after: 121).feedback == .refused(.notOnBoard))
    }

    @Test func `a tag alone calls up a patient on board`() {
        var player = ScanPlayer()
        player.onBoard = ["A"]
        #expect(player.scan(.tag("A")).prompt == .category("A"))
        #expect(
            player.bodies(.t1) == [
                .patientMovement(PatientMovement(action: .recategorise, tag: "A", triage: .immediate))
            ]
        )
        #expect(player.scan(.t1, after: 21).feedback == .refused(.noPatient))
        #expect(player.scan(.tag("B")).feedback == .refused(.notOnBoard))
    }

    @Test func `events carry the settings of their scanner`() {
        var player = ScanPlayer {
            $0.label = .severe
            $0.isExercise = true
        }
        _ = player.scan(.embark)
        let event = player.scan(.tag("A")).events.first
        #expect(event?.label == .severe)
        #expect(event?.isExercise == true)
        #expect(event?.instant == BootInstant(boot: 1, milliseconds: 12_000))
    }
}

struct StockScanTests {
    private func movements(_ outcome: ScanOutcome) -> [StockMovement] {
        outcome.events.compactMap {
            guard case .stockMovement(let movement) = $0.body else { return nil }
            return movement
        }
    }

    @Test func `receiving adds and issuing takes away`() {
        var player = ScanPlayer()
        _ = player.scan(.command(.receive))
        #expect(movements(player.scan(.box(quantity: 12))).map(\.delta) == [12])
        #expect(movements(player.scan(.box())).map(\.delta) == [1])
        _ = player.scan(.command(.issue))
        let issued = movements(player.scan(.box()))
        #expect(issued.map(\.delta) == [-1])
        #expect(issued.map(\.action) == [.issue])
        #expect(issued.first?.key.location == StockLocation(gln: "7350000000001", bin: "B1"))
    }

    @Test func `an item without a mode is refused`() {
        var player = ScanPlayer()
        #expect(player.scan(.box()).feedback == .refused(.noMode))
        _ = player.scan(.embark)
        #expect(player.scan(.box()).feedback == .refused(.noMode))
        #expect(player.scan(.command(.quantity(2))).feedback == .refused(.noMode))
        #expect(ScanFault.noMode.code == "no_mode")
    }

    @Test func `a quantity counts for the next label only`() {
        var player = ScanPlayer()
        _ = player.scan(.command(.receive))
        _ = player.scan(.command(.quantity(5)))
        #expect(movements(player.scan(.box(quantity: 12))).map(\.delta) == [5])
        #expect(movements(player.scan(.box())).map(\.delta) == [1])
        #expect(player.scan(.command(.quantity(0))).feedback == .refused(.quantity))
        #expect(player.scan(.box(quantity: 0)).feedback == .refused(.quantity))
    }

    @Test func `a serial number moves once in a mode`() {
        var player = ScanPlayer()
        _ = player.scan(.command(.receive))
        #expect(player.scan(.box(serial: "S1")).feedback == .accepted)
        _ = player.scan(.command(.receive))
        let again = player.scan(.box(serial: "S1"))
        #expect(again.feedback == .duplicate)
        #expect(again.events.isEmpty)
        #expect(player.scan(.box(serial: "S2")).feedback == .accepted)
        _ = player.scan(.command(.issue))
        #expect(player.scan(.box(serial: "S1")).feedback == .accepted)
    }

    @Test func `a pallet label names the contents that follow it`() {
        var player = ScanPlayer()
        _ = player.scan(.command(.receive))
        #expect(player.scan(.logisticUnit("P1")).events.isEmpty)
        let pallet = movements(player.scan(.box(quantity: 480)))
        #expect(pallet.first?.logisticUnit == "P1")
        #expect(pallet.first?.delta == 480)
        #expect(player.scan(.logisticUnit("P1")).feedback == .duplicate)
        #expect(player.scan(.box(logisticUnit: "P1")).feedback == .duplicate)
        #expect(movements(player.scan(.box())).first?.logisticUnit == nil)
    }

    @Test func `a location label holds for the mode`() {
        var player = ScanPlayer()
        _ = player.scan(.command(.issue))
        _ = player.scan(.location("7350000000002"))
        #expect(movements(player.scan(.box())).first?.key.location == StockLocation(gln: "7350000000002"))
        _ = player.scan(.done)
        _ = player.scan(.command(.issue))
        #expect(movements(player.scan(.box())).first?.key.location.bin == "B1")
    }

    @Test func `an unreadable scan keeps the mode and is named`() {
        var player = ScanPlayer()
        _ = player.scan(.command(.issue))
        let outcome = player.scan(.refused(.personalNumber))
        #expect(outcome.feedback == .refused(.unreadable(.personalNumber)))
        #expect(outcome.prompt == .item(.issue))
        #expect(player.scan(.box(), after: 601).feedback == .refused(.noMode))
    }

    @Test func `goods are expired on the day after their last`() throws {
        let last = try #require(CalendarDay(year: 2026, month: 11, day: 20))
        let next = try #require(CalendarDay(year: 2026, month: 11, day: 21))
        var player = ScanPlayer()
        _ = player.scan(.command(.issue))
        let dated = player.scan(.item(ItemLabel(item: StockFixture.item, lot: "L", expiry: last)))
        #expect(dated.judged(on: next).feedback == .expired)
        #expect(dated.judged(on: next).events == dated.events)
        #expect(dated.judged(on: last).feedback == .accepted)
        #expect(dated.judged(on: nil).feedback == .accepted)
        #expect(player.scan(.box()).judged(on: next).feedback == .accepted)
        let refused = player.scan(.refused(.checkDigit)).judged(on: next)
        #expect(refused.feedback == .refused(.unreadable(.checkDigit)))
    }

    @Test func `events carry the source that the session has then`() throws {
        var player = ScanPlayer()
        player.session.source = try #require(SourceID(rawValue: "cradle.late"))
        _ = player.scan(.command(.receive))
        #expect(player.scan(.box()).events.map(\.source.rawValue) == ["cradle.late"])
    }
}
