package import FieldModel

/// What the command line may ask a running agent: one line of words, answered by text or JSON lines.
package enum ControlRequest: Sendable, Equatable {
    case status(isJSON: Bool)
    /// What doctor asks: one finding a line.
    case findings
    /// What doctor asks before and after it watches lines: one `LineCount` a line.
    case lines
    case journalStat
    case journalVerify
    case journalList(stream: FieldModel.Stream, epoch: Epoch?, first: UInt64, limit: Int)
    case silence(Bool)
    /// So many are on board, whatever was known before.
    case declareOnboard(total: UInt32)
    /// What the coordinator has of stock counts, whatever never reached it.
    case acceptStock

    package static let longestList = 1000
    /// More than a unit that exists can hold is a slip of the hand.
    package static let mostOnboard: UInt32 = 1000

    package var line: String {
        switch self {
        case .status(let isJSON): "status \(isJSON ? "json" : "text")"
        case .findings: "findings"
        case .lines: "lines"
        case .journalStat: "journal stat"
        case .journalVerify: "journal verify"
        case .journalList(let stream, let epoch, let first, let limit):
            "journal list \(stream.name) \(first) \(limit) \(epoch.map { String($0.rawValue) } ?? "-")"
        case .silence(let isOn): "silence \(isOn ? "on" : "off")"
        case .declareOnboard(let total): "journal declare onboard \(total)"
        case .acceptStock: "journal declare stock as-coordinator"
        }
    }

    package init?(line: String) {
        let words = line.split(separator: " ")
        switch words {
        case ["status", "json"]: self = .status(isJSON: true)
        case ["status", "text"]: self = .status(isJSON: false)
        case ["findings"]: self = .findings
        case ["lines"]: self = .lines
        case ["journal", "stat"]: self = .journalStat
        case ["journal", "verify"]: self = .journalVerify
        case ["silence", "on"]: self = .silence(true)
        case ["silence", "off"]: self = .silence(false)
        case ["journal", "declare", "stock", "as-coordinator"]: self = .acceptStock
        case _ where words.count == 4 && words.dropLast() == ["journal", "declare", "onboard"]:
            guard let total = UInt32(words[3]), total <= Self.mostOnboard else { return nil }
            self = .declareOnboard(total: total)
        default:
            guard words.count == 6, words[0] == "journal", words[1] == "list",
                let stream = Stream(name: String(words[2])), let first = UInt64(words[3]),
                let limit = Int(words[4]), (1...Self.longestList).contains(limit)
            else { return nil }
            let epoch = UInt64(words[5]).map { Epoch(rawValue: $0) }
            guard epoch != nil || words[5] == "-" else { return nil }
            self = .journalList(stream: stream, epoch: epoch, first: first, limit: limit)
        }
    }
}
