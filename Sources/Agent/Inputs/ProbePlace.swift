import FieldModel
import Workflows

/// What of a probe its open excursion belongs to. It is kept beside the excursion, for the day on which the configuration no longer
/// names the probe.
struct ProbePlace: Sendable, Equatable {
    let probe: Token
    /// Whose event its end is.
    let input: SourceID
    let quantity: Sample.Quantity
    let location: StockLocation

    init(_ line: ProbeLine) {
        probe = line.probe.name
        input = line.input
        quantity = line.probe.quantity
        location = line.probe.location
    }

    /// Whether the probe still watches the same thing; by which device does not matter.
    func isWatched(by line: ProbeLine) -> Bool {
        line.probe.band != nil && line.probe.quantity == quantity && line.probe.location == location
    }
}

extension ProbePlace {
    private static let tab = UInt8(ascii: "\t")
    private static let newline = UInt8(ascii: "\n")

    /// Lines of probe, input, number of the quantity, GLN and bin, with a tab after each; the last two may be empty.
    static func encode(_ places: some Sequence<ProbePlace>) -> [UInt8] {
        var bytes: [UInt8] = []
        for place in places {
            let location = [place.location.gln, place.location.bin].map { $0?.rawValue ?? "" }
            let number = String(place.quantity.rawValue)
            for field in [place.probe.rawValue, place.input.rawValue, number] + location {
                bytes += field.utf8
                bytes.append(tab)
            }
            bytes.append(newline)
        }
        return bytes
    }

    /// Lines that are none are left out.
    static func decode(_ bytes: [UInt8]) -> [ProbePlace] {
        bytes.split(separator: newline).compactMap { line in
            let fields = line.split(separator: tab, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard fields.count == 6, let probe = Token(rawValue: fields[0]),
                let input = SourceID(rawValue: fields[1]),
                let quantity = UInt8(fields[2]).flatMap(Sample.Quantity.init(rawValue:))
            else { return nil }
            let location = StockLocation(gln: Token(rawValue: fields[3]), bin: Token(rawValue: fields[4]))
            return ProbePlace(probe: probe, input: input, quantity: quantity, location: location)
        }
    }

    private init(probe: Token, input: SourceID, quantity: Sample.Quantity, location: StockLocation) {
        self.probe = probe
        self.input = input
        self.quantity = quantity
        self.location = location
    }
}
