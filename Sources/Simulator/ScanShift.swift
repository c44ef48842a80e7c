/// A working day at a scanner that never ends: the next round of scans whenever one is done.
package struct ScanShift: Sendable {
    package enum Place: String, CaseIterable, Sendable {
        case ambulance
        case warehouse
    }

    private struct Article {
        let gtin: String
        let lot: String
        let expiry: String
    }

    private let place: Place
    private var generator: SeededGenerator
    private var patients = 0
    private var onBoard: [String] = []
    private var stock: [(article: Article, quantity: Int)] = []

    package init(_ place: Place, seed: UInt64) {
        self.place = place
        generator = SeededGenerator(seed: seed)
    }

    /// The scans of the next act, each complete in itself.
    package mutating func next() -> [ScanScript.Step] {
        switch place {
        case .ambulance:
            onBoard.isEmpty || (onBoard.count < 3 && Bool.random(using: &generator)) ? embark() : disembark()
        case .warehouse: stock.count < 3 || Bool.random(using: &generator) ? receive() : issue()
        }
    }

    private mutating func embark() -> [ScanScript.Step] {
        patients += 1
        let tag = "PAT-" + NMEAWriter.pad(patients, 6)
        onBoard.append(tag)
        let triage = ["T1", "T2", "T3", "T4"].randomElement(using: &generator) ?? "T2"
        let mobility = ["LITTER", "SITTING", "WALKING", "ICU"].randomElement(using: &generator) ?? "LITTER"
        return [
            step(60...240, "BK:EMBARK", "embark"), step(2...6, tag, "tag"),
            step(1...4, "BK:\(triage)", "triage"), step(1...4, "BK:\(mobility)", "mobility"),
            step(1...3, "BK:DONE", "done"),
        ]
    }

    private mutating func disembark() -> [ScanScript.Step] {
        let tag = onBoard.removeFirst()
        return [
            step(120...400, "BK:DISEMBARK", "disembark"), step(2...6, tag, "tag"),
            step(1...3, "BK:DONE", "done"),
        ]
    }

    private mutating func receive() -> [ScanScript.Step] {
        let article = article()
        let quantity = Int.random(in: 10...200, using: &generator)
        stock.append((article, quantity))
        return movement("BK:RECEIVE", "receive", article, quantity)
    }

    private mutating func issue() -> [ScanScript.Step] {
        let index = Int.random(in: stock.indices, using: &generator)
        let quantity = Int.random(in: 1...stock[index].quantity, using: &generator)
        let article = stock[index].article
        stock[index].quantity -= quantity
        if stock[index].quantity == 0 { stock.remove(at: index) }
        return movement("BK:ISSUE", "issue", article, quantity)
    }

    private mutating func movement(
        _ code: String,
        _ meaning: String,
        _ article: Article,
        _ quantity: Int
    )
        -> [ScanScript.Step]
    {
        let label = "]d201\(article.gtin)17\(article.expiry)10\(article.lot)"
        return [
            step(10...40, code, meaning), step(1...4, "BK:QTY:\(quantity)", "quantity"),
            step(1...4, label, "item"), step(1...3, "BK:DONE", "done"),
        ]
    }

    private mutating func article() -> Article {
        let item = Int.random(in: 1...40, using: &generator)
        let lot = Int.random(in: 100...999, using: &generator)
        let year = Int.random(in: 27...30, using: &generator)
        let month = NMEAWriter.pad(Int.random(in: 1...12, using: &generator), 2)
        return Article(
            gtin: Self.gtin("07350035" + NMEAWriter.pad(40_000 + item, 5)),
            lot: "L\(year)\(lot)",
            expiry: "\(year)\(month)00"
        )
    }

    private mutating func step(
        _ pause: ClosedRange<Double>,
        _ text: String,
        _ meaning: String
    ) -> ScanScript.Step {
        ScanScript.Step(pause: .random(in: pause, using: &generator), text: text, meaning: meaning)
    }

    /// Adds the check digit to thirteen digits: weights 3 and 1 in turn.
    static func gtin(_ digits: String) -> String {
        let sum = digits.utf8.enumerated().reduce(0) { sum, digit in
            sum + (Int(digit.element) - 0x30) * (digit.offset.isMultiple(of: 2) ? 3 : 1)
        }
        return digits + String((10 - sum % 10) % 10)
    }
}
