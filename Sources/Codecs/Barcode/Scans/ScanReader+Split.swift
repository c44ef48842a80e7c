/// Scans that lost the CR between them.
extension ScanReader {
    /// Parts that are read before a cut is given up: where many of them read well the ways to cut are more than can be tried.
    private static let mostTries = 1_000

    /// Cuts a text where another scan begins, if all parts read to their end; `nil` otherwise.
    func split(_ text: ScanText) -> ScanReport? {
        var tries = Self.mostTries
        return split(text, depth: 1, &tries)
    }

    private func split(_ text: ScanText, depth: Int, _ tries: inout Int) -> ScanReport? {
        guard depth < Self.maximumScans else { return nil }
        for index in 1..<max(text.count, 1) where Self.canBegin(text, at: index) {
            guard tries > 0 else { return nil }
            tries -= 1
            guard var head = whole(text.slice(0..<index)) else { continue }
            let rest = text.slice(index..<text.count)
            if let tail = whole(rest) {
                head.others = [tail]
                return head
            }
            if var tail = split(rest, depth: depth + 1, &tries) {
                let others = tail.others
                tail.others = []
                head.others = [tail] + others
                return head
            }
        }
        return nil
    }

    /// An AIM id, the flag of HIBC or PPN, an address, the second half of the same again, or of two EAN-13.
    private static func canBegin(_ text: ScanText, at index: Int) -> Bool {
        switch text[index] {
        case UInt8(ascii: "]"): return index + 3 < text.count
        case UInt8(ascii: "+"): return true
        case UInt8(ascii: "["): return text.has("[)>", at: index)
        case UInt8(ascii: "h"), UInt8(ascii: "H"):
            return text.has("https://", at: index) || text.has("http://", at: index)
        default: return index * 2 == text.count && (index == 13 || text.isTwice)
        }
    }

    private func whole(_ text: ScanText) -> ScanReport? {
        var report = ScanReport()
        return accept(text, &report) ? report : nil
    }
}

extension ScanText {
    /// Whether both halves are the same.
    fileprivate var isTwice: Bool {
        let half = count / 2
        for index in 0..<half where self[index] != self[half + index] { return false }
        return count == half * 2
    }
}
