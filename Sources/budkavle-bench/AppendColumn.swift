/// One column of the table that sets the journal's rate beside others.
struct AppendColumn {
    let title: String
    /// The journal's own series.
    let ours: String
    let samples: Samples

    func journal(_ target: Figure.Target? = nil) -> [Figure] { rate("journal", ours, "", target) }

    /// A reference and the journal in terms of it; nothing where it was not measured.
    func beside(_ row: String, _ series: String, _ target: Figure.Target? = nil) -> [Figure] {
        guard let ratio = samples.ratio(ours, series) else { return [] }
        var figure = Figure(name: "    journal / \(row), \(title)", value: ratio, unit: "×", target: target)
        figure.cell = Figure.Cell(row: row, column: title, label: "journal ")
        return rate(row, series, "  ", nil) + [figure]
    }

    private func rate(
        _ row: String,
        _ series: String,
        _ indent: String,
        _ target: Figure.Target?
    ) -> [Figure] {
        guard let value = samples[series] else { return [] }
        var figure = Figure(name: "\(indent)\(row), \(title)", value: value, unit: "/s", target: target)
        figure.cell = Figure.Cell(row: row, column: title)
        return [figure]
    }
}
