import ArgumentParser
import FieldModel
import Glibc

/// One measured figure, and what it should be.
struct Figure {
    /// Where it stands in a table of several columns.
    struct Cell {
        let row: String
        let column: String
        /// What the figure is called among others of the same cell.
        var label = ""
    }

    enum Target {
        case atLeast(Double)
        case atMost(Double)

        func holds(_ value: Double) -> Bool {
            switch self {
            case .atLeast(let limit): value >= limit
            case .atMost(let limit): value <= limit
            }
        }
    }

    var name: String
    var value: Double
    var unit: String
    var target: Target?
    /// Whether it belongs among the few that the README shows; what has a target does.
    var isHeadline = false
    var cell: Cell?
}

/// `--json FILE`, and the table on stdout.
struct Report: ParsableArguments {
    @Option(name: .customLong("json"), help: "Appends every figure to this file, one JSON object a line.")
    var path: String?

    func section(_ section: String, _ title: String) {
        print("\n" + title)
        write([("section", .string(section)), ("title", .string(title))])
    }

    /// Says something that is no figure.
    func note(_ text: String) { print("  " + text) }

    func add(_ section: String, _ figure: Figure) {
        let verdict = figure.target.map { $0.holds(figure.value) }
        let cells = [
            Self.pad(figure.name, 66), Self.pad(Self.text(figure.value), 11, isRight: true),
            Self.pad(figure.unit, 12), Self.pad(Self.text(figure.target), 10, isRight: true),
            verdict.map { $0 ? "holds" : "SHORT" } ?? "",
        ]
        print("  " + cells.joined(separator: " "))
        fflush(nil)
        write(section, figure, verdict)
    }

    private func write(_ section: String, _ figure: Figure, _ verdict: Bool?) {
        var members: [(String, JSONValue)] = [
            ("section", .string(section)), ("name", .string(figure.name)),
            ("value", .decimal(figure.value, digits: 4)), ("unit", .string(figure.unit)),
            ("shown", .string(Self.text(figure.value))),
            ("headline", .bool(figure.isHeadline || figure.target != nil)),
        ]
        if let cell = figure.cell {
            members += [
                ("row", .string(cell.row)), ("column", .string(cell.column)), ("label", .string(cell.label)),
            ]
        }
        if figure.target != nil { members.append(("target", .string(Self.text(figure.target)))) }
        switch figure.target {
        case .atLeast(let limit): members.append(("at_least", .decimal(limit, digits: 4)))
        case .atMost(let limit): members.append(("at_most", .decimal(limit, digits: 4)))
        case nil: break
        }
        if let verdict { members.append(("holds", .bool(verdict))) }
        write(members)
    }

    private func write(_ members: [(String, JSONValue)]) {
        guard let path, let file = fopen(path, "ae") else { return }
        defer { fclose(file) }
        fputs(JSONValue.object(members).text + "\n", file)
    }

    private static func text(_ target: Figure.Target?) -> String {
        switch target {
        case .atLeast(let limit): "≥ " + text(limit)
        case .atMost(let limit): "≤ " + text(limit)
        case nil: ""
        }
    }

    /// Three significant digits, thousands separated.
    static func text(_ value: Double) -> String {
        let size = abs(value)
        let digits = size >= 100 || value == value.rounded() ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
        let plain = JSONValue.decimal(value, digits: digits).text
        let point = plain.firstIndex(of: ".") ?? plain.endIndex
        var whole = ""
        for (index, digit) in plain[..<point].reversed().enumerated() {
            if index > 0, index % 3 == 0, digit != "-" { whole.append(",") }
            whole.append(digit)
        }
        return String(whole.reversed()) + plain[point...]
    }

    private static func pad(_ text: String, _ width: Int, isRight: Bool = false) -> String {
        let space = String(repeating: " ", count: max(width - text.count, 0))
        return isRight ? space + text : text + space
    }
}
