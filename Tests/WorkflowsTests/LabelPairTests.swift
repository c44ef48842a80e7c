import FieldModel
import Testing
import Workflows

/// Two labels on one item, in the hands of somebody who receives stock.
struct LabelPairTests {
    private static let hibc = ItemKey(system: .hibc, code: "A123BJC5D6E7")
    private static let blood = ItemKey(system: .isbt128, code: "E0382V00")

    private var player = ScanPlayer()

    init() { _ = player.scan(.command(.receive)) }

    private static func lot(_ lot: Token, serial: Token? = nil) -> Scan {
        .part(LabelPart(system: .gtin, lot: lot, expiry: CalendarDay(rawValue: 20_270_331), serial: serial))
    }

    private static let gtin = Scan.item(ItemLabel(item: StockFixture.item))

    private static func secondary(link: Character) -> Scan {
        .part(LabelPart(system: .hibc, lot: "LOT1", link: link.asciiValue))
    }

    private static let primary = Scan.item(ItemLabel(item: hibc, link: UInt8(ascii: "G")))

    private func movements(_ outcomes: ScanOutcome...) -> [StockMovement] {
        outcomes.flatMap(\.events).compactMap {
            guard case .stockMovement(let movement) = $0.body else { return nil }
            return movement
        }
    }

    /// Boxes by lot, `-` for none.
    private func balances(_ movements: [StockMovement]) -> [String: Int64] {
        movements.reduce(into: [:]) { $0[$1.key.lot?.rawValue ?? "-", default: 0] += $1.delta }
            .filter { $0.value != 0 }
    }

    @Test mutating func `an item label moves at once and its lot label corrects it`() {
        let first = player.scan(Self.gtin)
        #expect(movements(first).map(\.delta) == [1])
        let second = player.scan(Self.lot("L1"))
        #expect(second.feedback == .accepted)
        #expect(movements(second).map(\.delta) == [-1, 1])
        #expect(movements(second).allSatisfy { $0.reason == .labelPair })
        #expect(movements(second).last?.key.expiry == CalendarDay(rawValue: 20_270_331))
        #expect(balances(movements(first, second)) == ["L1": 1])
    }

    @Test mutating func `the lot label may come first`() {
        #expect(player.scan(Self.lot("L1")).events.isEmpty)
        #expect(balances(movements(player.scan(Self.gtin))) == ["L1": 1])
    }

    @Test(arguments: [true, false])
    mutating func `boxes with two labels each are counted whichever label comes first`(isLotFirst: Bool) {
        var all: [StockMovement] = []
        for lot in ["L1", "L1", "L2"] as [Token] {
            let pair = isLotFirst ? [Self.lot(lot), Self.gtin] : [Self.gtin, Self.lot(lot)]
            for scan in pair { all += movements(player.scan(scan)) }
        }
        #expect(balances(all) == ["L1": 2, "L2": 1])
    }

    @Test mutating func `a lot label read twice is no second box`() {
        let scans = [Self.gtin, Self.lot("L1")].map { player.scan($0) }
        let again = player.scan(Self.lot("L1"))
        #expect(again.feedback == .duplicate)
        #expect(again.events.isEmpty)
        #expect(balances(scans.flatMap { movements($0) }) == ["L1": 1])
    }

    @Test mutating func `after ten seconds a lot label belongs to the next item`() {
        let first = player.scan(Self.gtin)
        #expect(player.scan(Self.lot("L1"), after: 11).events.isEmpty)
        let second = player.scan(Self.gtin)
        #expect(balances(movements(first, second)) == ["-": 1, "L1": 1])
    }

    @Test mutating func `a lot label without an item is told to the person`() {
        _ = player.scan(Self.lot("L1"))
        #expect(player.wait(10) == nil)
        #expect(player.wait(1)?.feedback == .refused(.halfLabel))
        #expect(player.wait(1) == nil)
        _ = player.scan(Self.lot("L1"))
        #expect(player.scan(Self.lot("L2")).feedback == .refused(.otherLabel))
        _ = player.scan(Self.lot("L1"))
        #expect(player.scan(.command(.done)).feedback == .refused(.halfLabel))
    }

    @Test mutating func `an HIBC secondary belongs to the primary with its link character`() {
        let first = player.scan(Self.primary)
        #expect(player.scan(Self.secondary(link: "H")).feedback == .refused(.otherLabel))
        #expect(balances(movements(first, player.scan(Self.secondary(link: "G")))) == ["LOT1": 1])
        _ = player.scan(Self.secondary(link: "H"))
        #expect(player.scan(Self.primary).feedback == .refused(.otherLabel))
        _ = player.scan(Self.secondary(link: "G"))
        #expect(balances(movements(player.scan(Self.primary))) == ["LOT1": 1])
    }

    @Test mutating func `a part of another system waits for its own item`() {
        _ = player.scan(Self.secondary(link: "G"))
        #expect(balances(movements(player.scan(Self.gtin))) == ["-": 1])
        #expect(balances(movements(player.scan(Self.primary))) == ["LOT1": 1])
    }

    @Test mutating func `a blood unit is put together from donation, product and expiry, once`() {
        let donation = Scan.part(LabelPart(system: .isbt128, serial: "A999917123456"))
        let product = Scan.item(ItemLabel(item: Self.blood))
        let expiry = Scan.part(LabelPart(system: .isbt128, expiry: CalendarDay(rawValue: 20_260_719)))
        let unit = [donation, product, expiry].flatMap { movements(player.scan($0)) }
        #expect(unit.reduce(0) { $0 + $1.delta } == 1)
        #expect(unit.last?.serial == "A999917123456")
        #expect(unit.last?.key.expiry == CalendarDay(rawValue: 20_260_719))
        _ = player.scan(donation)
        #expect(player.scan(product).feedback == .duplicate)
    }

    @Test mutating func `a serial number on the second label takes a box back that was moved before`() {
        var all: [StockMovement] = []
        for _ in 0..<2 {
            all += movements(player.scan(Self.gtin))
            all += movements(player.scan(Self.lot("L1", serial: "S1")))
        }
        #expect(balances(all) == ["L1": 1])
    }

    @Test mutating func `a quantity on the second label counts unless one was ordered`() {
        let twelve = Scan.part(LabelPart(system: .gtin, lot: "L1", quantity: 12))
        #expect(balances(movements(player.scan(Self.gtin), player.scan(twelve))) == ["L1": 12])
        _ = player.scan(.command(.quantity(5)))
        #expect(balances(movements(player.scan(Self.gtin), player.scan(twelve))) == ["L1": 5])
        _ = player.scan(.command(.issue))
        #expect(balances(movements(player.scan(Self.gtin), player.scan(twelve))) == ["L1": -12])
        _ = player.scan(Self.gtin)
        let zero = Scan.part(LabelPart(system: .gtin, quantity: 0))
        #expect(player.scan(zero).feedback == .refused(.quantity))
    }

    @Test mutating func `a label that may have lost a separator moves with a reason`() {
        let label = ItemLabel(item: StockFixture.item, lot: "ABC21SER", isSuspicious: true)
        #expect(movements(player.scan(.item(label))).map(\.reason) == [.possibleMissingSeparator])
    }

    @Test mutating func `the same GTIN and lot is one more box, the same pallet is not`() {
        let box = Scan.item(ItemLabel(item: StockFixture.item, lot: "L1"))
        #expect(balances(movements(player.scan(box), player.scan(box))) == ["L1": 2])
        let pallet = Scan.item(ItemLabel(item: StockFixture.item, lot: "L1", logisticUnit: "P1"))
        #expect(movements(player.scan(pallet)).count == 1)
        #expect(player.scan(pallet).feedback == .duplicate)
    }
}
