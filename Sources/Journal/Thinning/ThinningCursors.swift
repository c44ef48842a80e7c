import FieldModel

/// Up to where each stream was thinned at each level, so that no span is thinned twice at the same one.
struct ThinningCursors: Equatable {
    struct Place: Equatable, Comparable {
        var epoch: Int
        var offset: UInt64

        static func < (a: Self, b: Self) -> Bool { (a.epoch, a.offset) < (b.epoch, b.offset) }
    }

    private struct Key: Hashable, Comparable {
        var stream: UInt8
        var level: UInt8

        static func < (a: Self, b: Self) -> Bool { (a.stream, a.level) < (b.stream, b.level) }
    }

    private var places: [Key: Place] = [:]

    init() {}

    subscript(stream: FieldModel.Stream, level: Int) -> Place {
        get { places[Key(stream: stream.rawValue, level: UInt8(level))] ?? Place(epoch: 0, offset: 0) }
        set { places[Key(stream: stream.rawValue, level: UInt8(level))] = newValue }
    }

    /// stream | level | epoch ordinal (8) | offset (8), one after the other.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        for (key, place) in places.sorted(by: { $0.key < $1.key }) {
            bytes += [key.stream, key.level]
            bytes.append(bigEndian: UInt64(place.epoch))
            bytes.append(bigEndian: place.offset)
        }
        return bytes
    }

    init(decoding bytes: [UInt8]) {
        for start in stride(from: 0, to: bytes.count - 17, by: 18) {
            places[Key(stream: bytes[start], level: bytes[start + 1])] = Place(
                epoch: Int(clamping: bytes.bigEndian(at: start + 2)),
                offset: bytes.bigEndian(at: start + 10)
            )
        }
    }
}
