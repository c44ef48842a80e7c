import FieldModel

/// Where the newest event of each snapshot kind stands: what a coordinator should see before any history.
struct Newest: Equatable {
    enum Kind: UInt8, CaseIterable {
        /// Never noted: it is the last event of its stream.
        case fix = 1
        case load = 2
        case census = 3
        case missionStatus = 4
        case unitProfile = 5

        init?(_ body: Body) {
            switch body {
            case .patientLoad: self = .load
            case .census: self = .census
            case .missionStatus: self = .missionStatus
            case .unitProfile: self = .unitProfile
            default: return nil
            }
        }

        var stream: FieldModel.Stream { self == .fix ? .track : .patients }
    }

    struct Place: Equatable {
        var epoch: Int
        var offset: UInt64
    }

    private(set) var places: [Kind: Place] = [:]

    init() {}

    mutating func note(_ body: Body, epoch: Int, offset: UInt64) {
        if let kind = Kind(body) { places[kind] = Place(epoch: epoch, offset: offset) }
    }

    /// kind | epoch ordinal (8) | offset (8), one after the other.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        for (kind, place) in places.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            bytes.append(kind.rawValue)
            bytes.append(bigEndian: UInt64(place.epoch))
            bytes.append(bigEndian: place.offset)
        }
        return bytes
    }

    init(decoding bytes: [UInt8]) {
        for start in stride(from: 0, to: bytes.count - 16, by: 17) {
            guard let kind = Kind(rawValue: bytes[start]), kind != .fix else { continue }
            places[kind] = Place(
                epoch: Int(clamping: bytes.bigEndian(at: start + 1)),
                offset: bytes.bigEndian(at: start + 9)
            )
        }
    }
}
