package import FieldModel

/// Joins the sentences of an NMEA 0183 receiver to navigation epochs.
///
/// RMC and GGA of one instant make one epoch. It is given out as soon as every kind of sentence that the receiver sends
/// has come; what it sends is learned, so a receiver of one kind is late for its first epochs only.
package struct NMEAParser: Sendable {
    package enum Outcome: Sendable, Equatable {
        case position(Position)
        /// A sound sentence; its epoch is not complete.
        case pending
        /// A sound sentence; the sky is not visible.
        case noFix
        case rejected(NMEAFault)
    }

    private struct Kinds: OptionSet {
        let rawValue: UInt8
        static let rmc = Kinds(rawValue: 1)
        static let gga = Kinds(rawValue: 2)
    }

    private static let rmc = NMEASentence.code(UInt8(ascii: "R"), UInt8(ascii: "M"), UInt8(ascii: "C"))
    private static let gga = NMEASentence.code(UInt8(ascii: "G"), UInt8(ascii: "G"), UInt8(ascii: "A"))
    private static let epochsToForget = 3
    private static let metresPerSecondPerKnot = 1_852.0 / 3_600.0

    private var epoch: Position?
    private var seen: Kinds = []
    private var expected: Kinds = [.rmc, .gga]
    private var shortEpochs = 0
    private var isGiven = false

    package init() {}

    /// Takes one line without its end. Costs O(its length) and no allocation.
    package mutating func parse(_ bytes: Span<UInt8>) -> Outcome {
        do throws(NMEAFault) {
            var sentence = try NMEASentence(bytes)
            switch sentence.formatter {
            case Self.rmc: return join(try Self.readRMC(&sentence, bytes), .rmc)
            case Self.gga: return join(try Self.readGGA(&sentence, bytes), .gga)
            default: throw .unsupported
            }
        } catch {
            return .rejected(error)
        }
    }

    /// RMC: time, status, latitude, longitude, knots, course, date, variation, mode.
    private static func readRMC(
        _ sentence: inout NMEASentence,
        _ bytes: Span<UInt8>
    ) throws(NMEAFault)
        -> Position?
    {
        let time = try sentence.timeOfDay(bytes)
        let status = sentence.letter(bytes)
        guard status == UInt8(ascii: "A") || status == UInt8(ascii: "V") else { throw .malformed }
        let latitude = try sentence.angle(bytes, limit: 90, positive: "N", negative: "S")
        let longitude = try sentence.angle(bytes, limit: 180, positive: "E", negative: "W")
        let knots = try sentence.number(bytes)
        let course = try sentence.number(bytes)
        let date = try readDate(sentence.next(bytes), bytes)
        sentence.skip(2, bytes)
        let mode = sentence.letter(bytes)
        guard status == UInt8(ascii: "A"), mode != UInt8(ascii: "N") else { return nil }
        guard let time, let latitude, let longitude else { throw .malformed }
        return Position(
            timeOfDay: time,
            latitude: latitude,
            longitude: longitude,
            mode: modeOfRMC(mode),
            speed: try checked(knots, 0...5_000).map { $0 * metresPerSecondPerKnot },
            course: try checked(course, 0...360).map { $0 == 360 ? 0 : $0 },
            date: date
        )
    }

    /// GGA: time, latitude, longitude, quality, satellites, hdop, altitude.
    private static func readGGA(
        _ sentence: inout NMEASentence,
        _ bytes: Span<UInt8>
    ) throws(NMEAFault)
        -> Position?
    {
        let time = try sentence.timeOfDay(bytes)
        let latitude = try sentence.angle(bytes, limit: 90, positive: "N", negative: "S")
        let longitude = try sentence.angle(bytes, limit: 180, positive: "E", negative: "W")
        let quality = try sentence.number(bytes)
        let satellites = try sentence.number(bytes)
        let hdop = try sentence.number(bytes)
        let altitude = try sentence.number(bytes)
        guard let quality, quality > 0 else { return nil }
        guard let time, let latitude, let longitude, let mode = modeOfGGA(quality) else { throw .malformed }
        return Position(
            timeOfDay: time,
            latitude: latitude,
            longitude: longitude,
            mode: mode,
            height: try checked(altitude, -1_000...100_000),
            hdop: try checked(hdop, 0...1_000).flatMap { $0 > 0 && $0 < 99 ? $0 : nil },
            satellites: try checked(satellites, 0...255).map { UInt8($0) }
        )
    }

    private mutating func join(_ position: Position?, _ kind: Kinds) -> Outcome {
        guard let position else {
            epoch = nil
            seen = []
            isGiven = false
            return .noFix
        }
        guard var open = epoch, open.timeOfDay == position.timeOfDay else { return begin(position, kind) }
        seen.insert(kind)
        if isGiven { return .pending }
        open.add(position)
        return giveIfComplete(open)
    }

    /// Opens an epoch. The one before it is given out now if it lacked a sentence, unless the new one is complete.
    private mutating func begin(_ position: Position, _ kind: Kinds) -> Outcome {
        let late = isGiven ? nil : epoch
        if epoch != nil { learn() }
        seen = kind
        isGiven = false
        let outcome = giveIfComplete(position)
        if case .pending = outcome, let late { return .position(late) }
        return outcome
    }

    /// One lost sentence is not a receiver that has stopped to send that kind; several in a row are.
    private mutating func learn() {
        shortEpochs = seen.isSuperset(of: expected) ? 0 : shortEpochs + 1
        expected = shortEpochs < Self.epochsToForget ? expected.union(seen) : seen
    }

    private mutating func giveIfComplete(_ position: Position) -> Outcome {
        epoch = position
        guard seen.isSuperset(of: expected) else { return .pending }
        isGiven = true
        return .position(position)
    }

    private static func checked(_ value: Double?, _ range: ClosedRange<Double>) throws(NMEAFault) -> Double? {
        guard let value else { return nil }
        guard range.contains(value) else { throw .malformed }
        return value
    }

    /// `ddmmyy`; years 80...99 are of the last century.
    private static func readDate(_ field: Range<Int>, _ bytes: Span<UInt8>) throws(NMEAFault) -> CalendarDay?
    {
        guard !field.isEmpty else { return nil }
        guard field.count == 6, let digits = DecimalField.integer(bytes, field) else { throw .malformed }
        let year = digits % 100
        return CalendarDay(
            year: year + (year < 80 ? 2_000 : 1_900),
            month: digits / 100 % 100,
            day: digits / 10_000
        )
    }

    private static func modeOfRMC(_ letter: UInt8?) -> Position.Mode {
        switch letter {
        case UInt8(ascii: "D"), UInt8(ascii: "F"), UInt8(ascii: "R"), UInt8(ascii: "P"): .differential
        case UInt8(ascii: "E"): .estimated
        case UInt8(ascii: "M"): .manual
        case UInt8(ascii: "S"): .simulated
        default: .autonomous
        }
    }

    private static func modeOfGGA(_ quality: Double) -> Position.Mode? {
        switch quality {
        case 1, 3: .autonomous
        case 2, 4, 5, 9: .differential
        case 6: .estimated
        case 7: .manual
        case 8: .simulated
        default: nil
        }
    }
}

extension Position {
    /// Takes over what another sentence of the same instant knows beyond this one.
    fileprivate mutating func add(_ other: Position) {
        height = height ?? other.height
        speed = speed ?? other.speed
        course = course ?? other.course
        hdop = hdop ?? other.hdop
        satellites = satellites ?? other.satellites
        date = date ?? other.date
        if mode == .autonomous { mode = other.mode }
    }
}
