import Codecs
import FieldModel

/// Sentences with their frames, and what parsers make of them.
enum NMEALines {
    /// `$`, the body, `*` and its checksum.
    static func sentence(_ body: String) -> [UInt8] {
        let hex = String(body.utf8.reduce(0, ^), radix: 16, uppercase: true)
        return Array("$\(body)*\(hex.count == 1 ? "0" : "")\(hex)".utf8)
    }

    static func reading(_ body: String) throws(NMEAFault) -> NMEAReading {
        try NMEAReading(sentence(body).span)
    }

    static func fault(_ body: String, policy: NMEAChecksumPolicy = .require) -> NMEAFault? {
        fault(line: sentence(body), policy: policy)
    }

    static func fault(line: [UInt8], policy: NMEAChecksumPolicy = .require) -> NMEAFault? {
        do throws(NMEAFault) {
            _ = try NMEAReading(line.span, policy: policy)
            return nil
        } catch {
            return error
        }
    }

    /// All that a receiver's lines give, line by line.
    static func outcomes(_ bodies: [String]) -> [[NMEAParser.Outcome]] {
        var parser = NMEAParser()
        return bodies.map { body in
            var found = [parser.parse(sentence(body).span)]
            while let next = parser.takeNext() { found.append(next) }
            return found
        }
    }

    /// After each line, the seconds since 12:00 of the epochs that it gave out.
    static func seconds(_ bodies: [String]) -> [[Int]] {
        outcomes(bodies).map { $0.compactMap { position($0)?.timeOfDay }.map { Int($0) / 1_000 - 43_200 } }
    }

    /// All epochs, with the one that was open at the end.
    static func positions(_ bodies: [String]) -> [Position] {
        var parser = NMEAParser()
        var found: [NMEAParser.Outcome] = []
        for body in bodies {
            found.append(parser.parse(sentence(body).span))
            while let next = parser.takeNext() { found.append(next) }
        }
        while let last = parser.finish() { found.append(last) }
        return found.compactMap { position($0) }
    }

    private static func position(_ outcome: NMEAParser.Outcome) -> Position? {
        if case .position(let position) = outcome { position } else { nil }
    }

    static func rmc(_ second: Int) -> String {
        "GPRMC,12\(clock(second)).00,A,5910.0000,N,01738.0000,E,9.7,90.0,010126,,,A"
    }

    static func gga(_ second: Int) -> String {
        "GPGGA,12\(clock(second)).00,5910.0000,N,01738.0000,E,1,08,0.9,25.5,M,23.1,M,,"
    }

    static func gll(_ second: Int) -> String { "GPGLL,5910.0000,N,01738.0000,E,12\(clock(second)).00,A,A" }
    static func gst(_ second: Int) -> String { "GPGST,12\(clock(second)).00,1.2,,,,3.0,4.0,5.0" }
    static func zda(_ second: Int) -> String { "GPZDA,12\(clock(second)).00,01,01,2026,00,00" }
    static let vtg = "GPVTG,90.0,T,,M,9.7,N,18.0,K,A"
    static func gsa(_ mode: Int) -> String { "GPGSA,A,\(mode),01,02,03,,,,,,,,,,2.0,1.0,1.7" }

    /// Minutes and seconds, four digits.
    private static func clock(_ second: Int) -> String {
        String(String(10_000 + second / 60 * 100 + second % 60).dropFirst())
    }
}
