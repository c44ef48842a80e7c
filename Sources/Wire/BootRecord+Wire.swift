package import FieldModel

extension BootRecord {
    package static let bootIDBytes = 16

    /// The record without its epoch, which stands beside it on the wire.
    package init(_ wire: PBBootRecord) throws(WireError) {
        try require(wire.bootID.count == Self.bootIDBytes, "boot_id")
        try require(wire.anchors.count <= Self.maximumAnchors, "anchors")
        var anchors: [ClockAnchor] = []
        for anchor in wire.anchors {
            anchors.append(
                ClockAnchor(
                    bootMilliseconds: anchor.bootMs,
                    unixMilliseconds: anchor.unixMs,
                    quality: try ClockQuality(wire: anchor.quality, "quality"),
                    uncertainty: anchor.uncertaintyMs
                )
            )
        }
        self.init(ordinal: wire.ordinal, bootID: Array(wire.bootID), anchors: anchors)
    }
}

extension PBBootRecord {
    package init(_ record: BootRecord, epoch: Epoch) throws(WireError) {
        try require(record.bootID.count == BootRecord.bootIDBytes, "boot_id")
        try require(record.anchors.count <= BootRecord.maximumAnchors, "anchors")
        self.init()
        self.epoch = epoch.rawValue
        ordinal = record.ordinal
        bootID.append(contentsOf: record.bootID)
        anchors = record.anchors.map { anchor in
            var wire = PBAnchor()
            wire.bootMs = anchor.bootMilliseconds
            wire.unixMs = anchor.unixMilliseconds
            wire.quality = anchor.quality.wire
            wire.uncertaintyMs = anchor.uncertainty
            return wire
        }
    }
}
