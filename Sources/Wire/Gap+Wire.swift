package import FieldModel

extension Gap {
    /// The longest map of kept offsets in one gap.
    package static let maximumKeptBytes = 8_192

    package init(_ wire: PBGap) throws(WireError) {
        self.init(
            stream: try Stream(wire: wire.stream, "stream"),
            epoch: Epoch(rawValue: wire.epoch),
            first: wire.first,
            count: wire.count,
            reason: try Reason(wire: wire.reason, "reason"),
            kept: Array(wire.kept)
        )
        try validate()
    }

    /// - Throws: `.outOfRange` unless the gap has an offset, ends below 2^63, and its map is no longer than it.
    package func validate() throws(WireError) {
        try require(first < offsetLimit, "first")
        try require(count > 0 && count <= offsetLimit - first, "count")
        try require(kept.count <= Self.maximumKeptBytes && UInt64(kept.count) <= (count + 7) / 8, "kept")
    }
}

extension PBGap {
    package init(_ gap: Gap) throws(WireError) {
        try gap.validate()
        self.init()
        epoch = gap.epoch.rawValue
        stream = gap.stream.wire
        first = gap.first
        count = gap.count
        reason = gap.reason.wire
        kept.append(contentsOf: gap.kept)
    }
}
