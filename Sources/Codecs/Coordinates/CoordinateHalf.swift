/// One of the two numbers of a position, with what stands around it.
struct CoordinateHalf {
    enum Axis {
        case north
        case east
    }

    /// What a letter says; `nil` without one.
    let axis: Axis?
    private let isNegative: Bool
    private let numbers: [(value: Double, wholeDigits: Int, hasFraction: Bool)]

    /// Cuts a position in two: at its letters, else at its separator, else in the middle.
    ///
    /// - Throws: `.empty`, `.incomplete`, `.tooManyNumbers`, `.sameAxis`, `.malformed`.
    static func pair(
        _ tokens: [CoordinateToken]
    ) throws(CoordinateError) -> (first: CoordinateHalf, second: CoordinateHalf) {
        guard !tokens.isEmpty else { throw .empty }
        let parts = try split(tokens)
        let (first, second) = (try CoordinateHalf(parts.0), try CoordinateHalf(parts.1))
        guard (first.axis == nil) == (second.axis == nil), first.axis == nil || first.axis != second.axis
        else {
            throw .sameAxis
        }
        return (first, second)
    }

    private static func split(
        _ tokens: [CoordinateToken]
    ) throws(CoordinateError) -> (ArraySlice<CoordinateToken>, ArraySlice<CoordinateToken>) {
        let letters = tokens.indices.filter { if case .letter = tokens[$0] { true } else { false } }
        if letters.count > 2 { throw .sameAxis }
        if letters.count == 2 {
            // A letter in front parts before the second one, a letter behind after the first.
            let cut = letters[0] == 0 ? letters[1] : letters[0] + 1
            return (tokens[..<cut], tokens[cut...])
        }
        let separators = tokens.indices.filter { tokens[$0] == .separator }
        // A last slash ends a position of ISO 6709.
        let inner = separators.filter { $0 > 0 && $0 < tokens.count - 1 }
        if inner.count == 1 { return (tokens[..<inner[0]], tokens[inner[0]...]) }
        if inner.count > 1 { throw .malformed }
        let signs = tokens.indices.filter { tokens[$0] == .minus || tokens[$0] == .plus }
        if let last = signs.last, last > 0 { return (tokens[..<last], tokens[last...]) }
        let numbers = tokens.indices.filter { if case .number = tokens[$0] { true } else { false } }
        guard numbers.count >= 2, numbers.count % 2 == 0 else { throw .incomplete }
        let cut = numbers[numbers.count / 2]
        return (tokens[..<cut], tokens[cut...])
    }

    private init(_ tokens: ArraySlice<CoordinateToken>) throws(CoordinateError) {
        var axis: Axis?
        var hasSign = false
        var isNegative = false
        var numbers: [(value: Double, wholeDigits: Int, hasFraction: Bool)] = []
        for token in tokens {
            switch token {
            case .number(let value, let digits, let hasFraction):
                numbers.append((value, digits, hasFraction))
            case .letter(let letter):
                if axis != nil { throw .sameAxis }
                axis = letter == .north || letter == .south ? .north : .east
                isNegative = letter == .south || letter == .west
            case .minus, .plus:
                if hasSign || !numbers.isEmpty { throw .malformed }
                hasSign = true
                isNegative = token == .minus
            case .degrees: if numbers.count != 1 { throw .malformed }
            case .minutes: if numbers.count != 2 { throw .malformed }
            case .seconds: if numbers.count != 3 { throw .malformed }
            case .separator: continue
            }
        }
        if hasSign, axis != nil { throw .malformed }
        guard let last = numbers.indices.last else { throw .incomplete }
        guard numbers.count <= 3 else { throw .tooManyNumbers }
        if numbers[..<last].contains(where: { $0.hasFraction }) { throw .malformed }
        self.axis = axis
        self.isNegative = isNegative
        self.numbers = numbers
    }

    /// Metres of a grid have six digits or more; no angle has.
    var isMetric: Bool { numbers.count == 1 && numbers[0].wholeDigits >= 6 }

    /// North and east of the grid.
    var metres: Double { isNegative ? -numbers[0].value : numbers[0].value }

    /// - Throws: `.sixtyOrMore`.
    func degrees() throws(CoordinateError) -> Double {
        var angle = 0.0
        var unit = 1.0
        for (index, number) in numbers.enumerated() {
            if index > 0, number.value >= 60 { throw .sixtyOrMore }
            angle += number.value * unit
            unit /= 60
        }
        return isNegative ? -angle : angle
    }
}
