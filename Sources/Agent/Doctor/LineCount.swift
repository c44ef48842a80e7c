/// A line's level and how many edges it had so far.
struct LineCount: Sendable, Equatable {
    var name: String
    var role: String
    /// `on`, `off` or `unknown`.
    var level: String
    var edges: UInt64 = 0

    /// What the line did since an earlier count.
    func finding(since before: LineCount, seconds: Int64) -> Finding {
        // An agent that took its lines anew counts from 0.
        let edges = edges >= before.edges ? edges - before.edges : edges
        guard edges > 0 || level != before.level else { return Finding(.lineLevel, name, role, level) }
        return Finding(.lineChanged, name, role, before.level, level, "\(edges)", "\(seconds)")
    }

    /// What an agent found, with what its lines did between two counts in the place of their levels.
    static func findings(
        _ known: [Finding],
        before: [LineCount],
        after: [LineCount],
        seconds: Int64
    ) -> [Finding] {
        known.map { finding in
            guard finding.code == .lineLevel, let name = finding.arguments.first,
                let last = after.first(where: { $0.name == name }),
                let first = before.first(where: { $0.name == name })
            else { return finding }
            return last.finding(since: first, seconds: seconds)
        }
    }
}

extension LineCount {
    /// One line for the control socket: words with tabs between them.
    var line: String { [name, role, level, "\(edges)"].joined(separator: "\t") }

    init?(line: Substring) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
        guard fields.count == 4, let edges = UInt64(fields[3]) else { return nil }
        self.init(name: fields[0], role: fields[1], level: fields[2], edges: edges)
    }
}
