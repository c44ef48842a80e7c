internal import FieldModel

/// Puts the two labels of one item together when they are scanned within a time of each other, in either order.
///
/// An item label is never held back: it moves at once, and the part that follows corrects that movement.
struct LabelMerger: Sendable {
    let window: Duration
    /// The last item label, to which a part may still belong.
    private var item: (label: ItemLabel, since: BootInstant, followsItsPart: Bool)?
    /// Parts whose item label has not come yet.
    private var waiting: (part: LabelPart, since: BootInstant)?

    enum Placed: Sendable, Equatable {
        /// This label, which was taken before, now says this.
        case completes(ItemLabel)
        /// Scanned again: the label before it said so already.
        case known
        /// No item label yet.
        case waits
        /// Of another label than the one before it, or the second of its kind without an item.
        case strange
    }

    init(window: Duration) { self.window = window }

    var isWaiting: Bool { waiting != nil }

    /// The label with the parts that waited for it; `nil` when they belong to another label of its system.
    mutating func take(_ label: ItemLabel, at instant: BootInstant) -> ItemLabel? {
        let part = waiting.flatMap { isOver(since: $0.since, at: instant) ? nil : $0.part }
        guard let part, part.system == label.item.system else {
            item = (label, instant, false)
            return label
        }
        waiting = nil
        item = label.completed(by: part).map { ($0, instant, true) }
        return item?.label
    }

    mutating func take(_ part: LabelPart, at instant: BootInstant) -> Placed {
        if let (label, since, followsItsPart) = item, !isOver(since: since, at: instant),
            label.item.system == part.system
        {
            if let whole = label.completed(by: part) {
                if whole != label {
                    item = (whole, instant, followsItsPart)
                    return .completes(whole)
                }
                // Whoever scans the part first begins the next box with it.
                if !followsItsPart { return .known }
            } else if part.link != nil, !label.isPaired {
                // Two labels in a row whose links say that they are of two items.
                return .strange
            }
        }
        if let (before, since) = waiting, !isOver(since: since, at: instant) {
            waiting = nil
            guard let merged = before.merged(with: part) else { return .strange }
            waiting = (merged, since)
            return .waits
        }
        waiting = (part, instant)
        return .waits
    }

    /// Forgets parts whose item label never came; returns whether there were any.
    mutating func expire(at instant: BootInstant) -> Bool {
        guard let waiting, isOver(since: waiting.since, at: instant) else { return false }
        self.waiting = nil
        return true
    }

    /// No part belongs to the last label any more.
    mutating func close() { item = nil }

    private func isOver(since start: BootInstant, at instant: BootInstant) -> Bool {
        start.elapsed(until: instant) > window
    }
}

extension ItemLabel {
    /// Whether it tells what a second label would tell.
    fileprivate var isPaired: Bool { lot != nil || expiry != nil || serial != nil }
}
