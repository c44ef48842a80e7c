import FieldModel

/// What one row of `event` turned out to hold.
struct StoredRun {
    let first: UInt64
    /// Canonical bytes by offset; empty where the event was thinned away.
    let events: [[UInt8]]

    var end: UInt64 { first + UInt64(events.count) }

    /// Reads what was sealed; `nil` when it does not hold exactly `count` events.
    init?(first: UInt64, count: Int, form: EventRun.Form, plain: [UInt8]) {
        self.first = first
        guard count > 1 else {
            guard count == 1 else { return nil }
            events = [plain]
            return
        }
        // Each event takes a byte at least, so what is not true is not believed.
        guard count <= plain.count else { return nil }
        var events: [[UInt8]] = []
        events.reserveCapacity(count)
        var rest = plain[...]
        var coder = DifferenceCoder()
        while events.count < count {
            switch form {
            case .whole:
                guard let length = rest.takeLEB128(), length <= UInt64(rest.count) else { return nil }
                events.append(Array(rest.prefix(Int(length))))
                rest = rest.dropFirst(Int(length))
            case .differences:
                guard let event = coder.decode(&rest) else { return nil }
                events.append(event)
            }
        }
        guard rest.isEmpty else { return nil }
        self.events = events
    }
}

extension Seal {
    /// Opens a row of events; `nil` when it does not authenticate at that place in any form.
    func openRun(
        _ sealed: [UInt8],
        _ epoch: Epoch,
        _ stream: FieldModel.Stream,
        _ first: UInt64,
        count: Int
    ) -> StoredRun? {
        guard count > 0 else { return nil }
        let forms: [EventRun.Form] = stream.isThinnable && count > 1 ? [.differences, .whole] : [.whole]
        for form in forms {
            let place = runPlace(epoch, stream, first, count: count, form)
            if let plain = open(sealed, at: place) {
                return StoredRun(first: first, count: count, form: form, plain: plain)
            }
        }
        return nil
    }
}
