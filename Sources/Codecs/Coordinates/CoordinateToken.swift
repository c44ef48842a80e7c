/// One piece of a position in text.
enum CoordinateToken: Equatable {
    /// Magnitude, digits of the whole part, and whether a fraction was written.
    case number(Double, wholeDigits: Int, hasFraction: Bool)
    case letter(Letter)
    case minus
    case plus
    case degrees
    case minutes
    case seconds
    case separator

    enum Letter: Equatable {
        case north
        case south
        case east
        case west
    }

    /// - Throws: `.unexpectedCharacter`, `.ambiguousLetter`, `.malformed` for a number that is none.
    static func tokens(of text: String) throws(CoordinateError) -> [CoordinateToken] {
        let scalars = Array(text.unicodeScalars)
        let hasPoints = scalars.contains(".")
        var tokens: [CoordinateToken] = []
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if isDigit(scalar) {
                tokens.append(try number(scalars, &index, hasPoints: hasPoints))
                continue
            }
            index += 1
            // Two primes are one double prime.
            if isPrime(scalar), index < scalars.count, isPrime(scalars[index]) {
                index += 1
                tokens.append(.seconds)
                continue
            }
            if let token = try sign(scalar) { tokens.append(token) }
        }
        return tokens
    }

    private static func sign(_ scalar: Unicode.Scalar) throws(CoordinateError) -> CoordinateToken? {
        switch scalar {
        case " ", "\t", "\u{A0}", "\u{202F}", ":": nil
        case "N", "n": .letter(.north)
        case "S", "s": .letter(.south)
        case "E", "e", "Ö", "ö": .letter(.east)
        case "W", "w", "V", "v": .letter(.west)
        case "O", "o": throw .ambiguousLetter
        case "-", "\u{2212}", "\u{2013}": .minus
        case "+": .plus
        case "°", "º", "˚": .degrees
        case "\"", "\u{2033}", "\u{201D}": .seconds
        case ",", ";", "/": .separator
        case _ where isPrime(scalar): .minutes
        default: throw .unexpectedCharacter
        }
    }

    private static func number(
        _ scalars: [Unicode.Scalar],
        _ index: inout Int,
        hasPoints: Bool
    ) throws(CoordinateError) -> CoordinateToken {
        var value = 0.0
        var whole = 0
        while index < scalars.count, isDigit(scalars[index]) {
            value = value * 10 + Double(scalars[index].value &- 0x30)
            whole += 1
            index += 1
        }
        guard index + 1 < scalars.count, isDigit(scalars[index + 1]),
            scalars[index] == "." || (scalars[index] == "," && !hasPoints && whole < 6)
        else {
            if index < scalars.count, scalars[index] == "." { throw .malformed }
            return .number(value, wholeDigits: whole, hasFraction: false)
        }
        index += 1
        var place = 0.1
        while index < scalars.count, isDigit(scalars[index]) {
            value += Double(scalars[index].value &- 0x30) * place
            place /= 10
            index += 1
        }
        if index < scalars.count, scalars[index] == "." { throw .malformed }
        return .number(value, wholeDigits: whole, hasFraction: true)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isPrime(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "'" || scalar == "\u{2032}" || scalar == "\u{2019}" || scalar == "´"
    }
}
