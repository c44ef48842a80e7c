/// Why a text is no position.
package enum CoordinateError: String, Error, CaseIterable, Sendable {
    case empty
    /// More than `CoordinateText.maximumBytes`.
    case tooLong = "too_long"
    /// A sign that no notation has.
    case unexpectedCharacter = "unexpected_character"
    /// One number, or no second half.
    case incomplete
    /// More numbers than degrees, minutes and seconds for two angles.
    case tooManyNumbers = "too_many_numbers"
    /// Degrees with a fraction before minutes, a mark out of order, a sign beside a letter.
    case malformed
    /// The letter O is east in Swedish and west in French.
    case ambiguousLetter = "ambiguous_letter"
    /// Two latitudes or two longitudes.
    case sameAxis = "same_axis"
    case latitudeOutOfRange = "latitude_out_of_range"
    case longitudeOutOfRange = "longitude_out_of_range"
    /// Minutes or seconds of 60 or more.
    case sixtyOrMore = "sixty_or_more"
    /// Metres that are not in the area of SWEREF 99 TM.
    case outsideSweden = "outside_sweden"
    /// The grid that SWEREF 99 TM replaced.
    case rt90
    /// 0, above 60, or 32X, 34X and 36X.
    case noSuchZone = "no_such_zone"
    /// I, O and the polar A, B, Y, Z.
    case noSuchBand = "no_such_band"
    /// Letters of a 100 km square that this zone does not have.
    case noSuchSquare = "no_such_square"
    /// An odd number of digits, or more than ten.
    case oddDigits = "odd_digits"
    /// The square exists, but not in this zone and band.
    case squareElsewhere = "square_elsewhere"
    /// Nearer to a pole than UTM reaches.
    case polar

    /// For the person who typed it.
    package var message: String {
        switch self {
        case .empty: "no position; write one such as 59.3522, 18.0322"
        case .tooLong: "too long for a position"
        case .unexpectedCharacter: "a character that belongs to no position"
        case .incomplete: "half a position: latitude and longitude, or north and east, are both needed"
        case .tooManyNumbers:
            "too many numbers: degrees, minutes and seconds for latitude and longitude at most"
        case .malformed: "only the last of degrees, minutes and seconds may have decimals, and marks go ° ′ ″"
        case .ambiguousLetter: "O can mean east or west; write E or W"
        case .sameAxis: "one letter of N or S and one of E or W is needed"
        case .latitudeOutOfRange: "a latitude is -90 to 90"
        case .longitudeOutOfRange: "a longitude is -180 to 180"
        case .sixtyOrMore: "minutes and seconds are below 60"
        case .outsideSweden: "no SWEREF 99 TM in Sweden: north is 6100000 to 7750000, east 200000 to 950000"
        case .rt90: "this looks like RT 90; convert it to SWEREF 99 TM first"
        case .noSuchZone: "there is no such UTM zone"
        case .noSuchBand: "the band after the zone is C to X without I and O"
        case .noSuchSquare: "this zone has no such 100 km square"
        case .oddDigits: "the digits of MGRS come as two equal halves of at most five"
        case .squareElsewhere: "this 100 km square does not lie in that zone and band"
        case .polar: "MGRS is read and written from 80° S to 84° N only"
        }
    }
}
