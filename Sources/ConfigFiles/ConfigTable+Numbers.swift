extension ConfigTable {
    /// A finite number, written as an integer or a float.
    package func number(_ key: String, in range: ClosedRange<Double>, required: Bool = false) -> Double? {
        let expected = "a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))"
        let found: Double? = value(key, required: required, expected: expected, as: Self.number)
        guard let found else { return nil }
        guard range.contains(found) else {
            fault(key, "\(Self.plain(found)) is out of range; expected \(expected)")
            return nil
        }
        return found
    }

    /// Two finite numbers, the lower first.
    package func range(
        _ key: String,
        within bounds: ClosedRange<Double>,
        required: Bool = false
    ) -> ClosedRange<Double>? {
        let expected = "two numbers such as [2, 8], the lower first"
        let found: [Double]? = value(key, required: required, expected: expected) { value in
            guard case .array(let elements) = value else { return nil }
            let numbers = elements.compactMap { Self.number($0.value) }
            return numbers.count == elements.count ? numbers : nil
        }
        guard let found else { return nil }
        guard found.count == 2, bounds.contains(found[0]), bounds.contains(found[1]), found[0] <= found[1]
        else {
            let limits = "\(Self.plain(bounds.lowerBound)) to \(Self.plain(bounds.upperBound))"
            fault(key, "expected \(expected), within \(limits)")
            return nil
        }
        return found[0]...found[1]
    }

    /// The integers of an array.
    package func integers(_ key: String, in range: ClosedRange<Int>, atMost limit: Int) -> [Int]? {
        let expected = "an array of at most \(limit) integers from \(range.lowerBound) to \(range.upperBound)"
        let found: [Int]? = value(key, required: false, expected: expected) { value in
            guard case .array(let elements) = value else { return nil }
            let numbers = elements.compactMap { node in
                if case .integer(let number) = node.value { number } else { nil }
            }
            return numbers.count == elements.count ? numbers : nil
        }
        guard let found else { return nil }
        guard found.count <= limit, found.allSatisfy(range.contains) else {
            fault(key, "expected \(expected)")
            return nil
        }
        return found
    }

    private static func number(_ value: ConfigNode.Value) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number) where number.isFinite: number
        default: nil
        }
    }
}
