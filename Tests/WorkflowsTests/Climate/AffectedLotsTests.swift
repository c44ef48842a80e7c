import FieldModel
import Testing

@testable import Workflows

struct AffectedLotsTests {
    private func key(_ lot: String?, gln: String? = "7350000000009", bin: String? = "KYL-1") -> StockKey {
        StockKey(
            item: StockFixture.item,
            lot: lot.flatMap(Token.init(rawValue:)),
            expiry: CalendarDay(rawValue: 20_270_331),
            location: StockLocation(
                gln: gln.flatMap(Token.init(rawValue:)),
                bin: bin.flatMap(Token.init(rawValue:))
            )
        )
    }

    private func row(_ key: StockKey, balance: Int64) -> (name: String, state: [UInt8]) {
        var state = StockState(key: key)
        let movement = StockMovement(action: .receipt, key: key, delta: balance)
        let identity = EventIdentity(node: NodeID(1), epoch: Epoch(rawValue: 1), stream: .stock, offset: 0)
        state.fold(movement, at: Stamp(identity), BootInstant(boot: 0, milliseconds: 0))
        return (Projections.name(of: key), state.encoded())
    }

    @Test func `lots at the place with a balance are affected, also one that cannot be read`() {
        let rows = [
            row(key("A"), balance: 5), row(key("B"), balance: 0), row(key("C"), balance: -2),
            row(key("D", bin: "KYL-2"), balance: 5), row(key("E", gln: "7350000000016"), balance: 5),
            (Projections.name(of: key("F")), StoredState.unknown.bytes), ("stock/x", [0xFF]),
            ("exercise/" + Projections.name(of: key("G")), [0xFF]),
        ]
        let bin = StockLocation(gln: "7350000000009", bin: "KYL-1")
        #expect(AffectedLots.keys(at: bin, in: rows) == [key("A"), key("C"), key("F")])
        let place = StockLocation(gln: "7350000000009")
        #expect(
            AffectedLots.keys(at: place, in: rows) == [key("A"), key("C"), key("D", bin: "KYL-2"), key("F")]
        )
    }

    @Test(arguments: ["L1", "A/B", "50%", "%2F", "", "a%25b/"])
    func `a row's name says what its key is`(_ lot: String) {
        for bin in [nil, "K/1", "KYL-1"] {
            let key = key(lot, bin: bin)
            #expect(Projections.key(ofStock: Projections.name(of: key)) == key)
        }
        let bare = key(nil, gln: nil, bin: nil)
        #expect(Projections.key(ofStock: Projections.name(of: bare)) == bare)
    }

    @Test(arguments: [
        "", "stock", "stock/1/2/3/4/5", "stock/9/A/B/20270331/G/B", "stock/1//B/20270331/G/B", "load",
    ])
    func `other names say nothing`(_ name: String) { #expect(Projections.key(ofStock: name) == nil) }
}
