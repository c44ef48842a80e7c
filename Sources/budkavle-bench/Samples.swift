/// Figures of several rounds by name; what counts of each is the middle one.
struct Samples {
    private var values: [String: [Double]] = [:]

    mutating func add(_ name: String, _ value: Double) { values[name, default: []].append(value) }

    /// The middle value; `nil` when nothing was measured under that name.
    subscript(name: String) -> Double? { values[name].map(Stopwatch.median) }

    /// One middle value in terms of another; `nil` when either was not measured.
    func ratio(_ name: String, _ reference: String) -> Double? {
        guard let value = self[name], let base = self[reference], base > 0 else { return nil }
        return value / base
    }
}
