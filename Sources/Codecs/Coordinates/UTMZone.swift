internal import FieldModel

/// A cell of the UTM grid: a zone of 6° and a band of 8°, with the exceptions of Norway and Svalbard.
///
/// Source: NGA.STND.0037 2.0.0 (Universal Grids), §3 and its figures of the irregular zones.
struct UTMZone: Sendable, Equatable {
    /// 1...60
    let number: Int
    /// Index into `letters`.
    let band: Int

    static let letters = Array("CDEFGHJKLMNPQRSTUVWX".utf8)
    private static let v = 17
    private static let x = 19

    /// - Throws: `.polar`.
    init(_ point: GeographicPoint) throws(CoordinateError) {
        guard (-80...84).contains(point.latitude) else { throw .polar }
        band = min(Int((point.latitude + 80) / 8), Self.x)
        let regular = Int((point.longitude + 180) / 6) % 60 + 1
        number =
            switch (band, point.longitude) {
            case (Self.v, 3..<12): 32
            case (Self.x, 0..<9): 31
            case (Self.x, 9..<21): 33
            case (Self.x, 21..<33): 35
            case (Self.x, 33..<42): 37
            default: regular
            }
    }

    /// - Throws: `.noSuchZone`, `.noSuchBand`.
    init(number: Int, letter: UInt8) throws(CoordinateError) {
        guard (1...60).contains(number) else { throw .noSuchZone }
        guard let band = Self.letters.firstIndex(of: letter) else { throw .noSuchBand }
        if band == Self.x, [32, 34, 36].contains(number) { throw .noSuchZone }
        self.number = number
        self.band = band
    }

    var isSouthern: Bool { band < 10 }

    /// Degrees; the northernmost band has 12 of them.
    var latitudes: ClosedRange<Double> {
        let south = Double(band * 8 - 80)
        return south...(band == Self.x ? 84 : south + 8)
    }

    /// Degrees.
    var longitudes: ClosedRange<Double> {
        switch (band, number) {
        case (Self.v, 31): 0...3
        case (Self.v, 32): 3...12
        case (Self.x, 31): 0...9
        case (Self.x, 33): 9...21
        case (Self.x, 35): 21...33
        case (Self.x, 37): 33...42
        default: Double(number * 6 - 186)...Double(number * 6 - 180)
        }
    }

    var projection: TransverseMercator {
        TransverseMercator(
            axis: 6_378_137,
            inverseFlattening: 298.257_223_563,
            meridian: Double(number * 6 - 183),
            falseNorthing: isSouthern ? 10_000_000 : 0
        )
    }

    /// Such as `33V`.
    var text: String { "\(number)\(UnicodeScalar(Self.letters[band]))" }
}
