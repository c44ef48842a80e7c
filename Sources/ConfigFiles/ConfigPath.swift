/// The place of a value in a TOML document.
struct ConfigPath: Hashable {
    private(set) var steps: [Step] = []

    enum Step: Hashable {
        case key(String)
        case index(Int)
    }

    func appending(_ step: Step) -> ConfigPath {
        var longer = self
        longer.steps.append(step)
        return longer
    }

    /// The keys with dots between them; which element of an array it is, the line tells.
    var dotted: String {
        steps.compactMap { step in
            if case .key(let key) = step { key } else { nil }
        }.joined(separator: ".")
    }
}
