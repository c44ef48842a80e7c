package import FieldModel

/// Where the event stands that set a value, among all that its stream ever held on its node: the higher one wins.
package struct Stamp: Hashable, Sendable, Comparable {
    package let epoch: Epoch
    package let offset: UInt64

    package init(epoch: Epoch, offset: UInt64) {
        self.epoch = epoch
        self.offset = offset
    }

    package init(_ identity: EventIdentity) {
        self.init(epoch: identity.epoch, offset: identity.offset)
    }

    package static func < (a: Self, b: Self) -> Bool {
        (a.epoch.rawValue, a.offset) < (b.epoch.rawValue, b.offset)
    }
}
