import FieldModel

/// What is still to be fetched from one journal that was set aside, and how its rows are told from garbage.
struct Salvage {
    let place: SetAside.Place
    /// Opens what that journal sealed.
    let seal: Seal
    let epochs: [Int: Epoch]
    /// How far that journal came, as far as its own marks say.
    let marks: HighWaterMarks.Marks?
    var scanner: PageScanner
    /// Rows that were what this node wrote.
    var found = 0

    /// What a row turned out to be.
    enum Finding {
        case events(ordinal: Int, FieldModel.Stream, StoredRun)
        case gap(ordinal: Int, Gap)
        case boot(ordinal: Int, boot: UInt32, [UInt8])
        case act(key: [UInt8], [UInt8])
        case projection(Seal.Projection)
        case setting(name: String, [UInt8])
    }

    /// Authentication tells everything: which table a row is of, and that this node wrote it at that place.
    func read(_ row: PageScanner.Row) -> Finding? {
        let columns = row.columns
        if let id = row.id {
            guard case .null? = columns.first else { return nil }
            switch (columns.count, columns.dropFirst().first, columns.dropFirst(2).first) {
            case (3, .blob(let key), .blob(let sealed)) where key.count == 16:
                return seal.open(sealed, at: seal.place(.idempotency, key)).map { .act(key: key, $0) }
            case (3, .blob(let rest), .blob(let sealed)):
                return seal.openProjection(sealed, Schema.hiddenName(id: id, rest: rest))
                    .map { .projection($0) }
            case (2...3, .blob(let sealed), let count): return span(id, sealed, count)
            default: return nil
            }
        }
        switch columns.count {
        case 2:
            guard case .blob(let sealed) = columns[1] else { return nil }
            if case .blob(let hidden) = columns[0] {
                return seal.openProjection(sealed, hidden).map { .projection($0) }
            }
            guard case .text(let name) = columns[0] else { return nil }
            return seal.open(sealed, at: seal.place(.setting, Array(name.utf8))).map {
                .setting(name: name, $0)
            }
        case 3:
            guard case .int(let epoch) = columns[0], case .int(let boot) = columns[1],
                case .blob(let sealed) = columns[2], epochs[Int(epoch)] != nil,
                let ordinal = UInt32(exactly: boot)
            else { return nil }
            let key = Engine.bootKey(Int(epoch), ordinal)
            return seal.open(sealed, at: seal.place(.boot, key)).map {
                .boot(ordinal: Int(epoch), boot: ordinal, $0)
            }
        default: return nil
        }
    }

    /// A row of events or of a gap: both are named by epoch, stream and first offset.
    private func span(_ id: Int64, _ sealed: [UInt8], _ third: PageScanner.Column?) -> Finding? {
        let ordinal = Int(id >> 48)
        let first = UInt64(id) & (Schema.offsetLimit - 1)
        guard id >= 0, let stream = Stream(rawValue: UInt8(id >> Schema.offsetBits & 15)),
            let epoch = epochs[ordinal]
        else { return nil }
        var count = 1
        if case .int(let value)? = third { count = Int(clamping: value) }
        guard count > 0 else { return nil }
        if let run = seal.openRun(sealed, epoch, stream, first, count: count) {
            return .events(ordinal: ordinal, stream, run)
        }
        let length = UInt64(count)
        guard let plain = seal.open(sealed, at: seal.gapPlace(epoch, stream, first, count: length)),
            let reason = plain.first.flatMap(Gap.Reason.init)
        else { return nil }
        return .gap(
            ordinal: ordinal,
            Gap(
                stream: stream,
                epoch: epoch,
                first: first,
                count: length,
                reason: reason,
                kept: Array(plain.dropFirst())
            )
        )
    }
}
