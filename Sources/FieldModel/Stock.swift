/// What kind of item a label names.
package struct ItemKey: Sendable, Hashable {
    package var system: System
    /// GTIN-14, HIBC LIC + PCN, ISBT 128 product code, or PPN.
    package var code: Token

    package enum System: UInt8, CaseIterable, Sendable {
        case gtin = 1
        case hibc = 2
        case isbt128 = 3
        case ppn = 4

        package var name: String { String(describing: self) }
    }

    package init(system: System, code: Token) {
        self.system = system
        self.code = code
    }
}

/// A calendar day, as `yyyymmdd`.
package struct CalendarDay: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
    package let rawValue: UInt32

    /// Returns `nil` for a day that the Gregorian calendar of 1900...2199 does not have.
    package init?(rawValue: UInt32) {
        self.init(
            year: Int(rawValue / 10_000),
            month: Int(rawValue / 100 % 100),
            day: Int(rawValue % 100)
        )
    }

    package init?(year: Int, month: Int, day: Int) {
        guard (1900...2199).contains(year), (1...12).contains(month),
            (1...Self.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        rawValue = UInt32(year * 10_000 + month * 100 + day)
    }

    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// ISO 8601, `2027-03-31`.
    package var description: String {
        let month = rawValue / 100 % 100
        let day = rawValue % 100
        return "\(rawValue / 10_000)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}

/// Stock of one item, lot and expiry at one place: what a balance is counted for.
package struct StockKey: Sendable, Hashable {
    package var item: ItemKey
    package var lot: Token?
    package var expiry: CalendarDay?
    package var location: StockLocation

    package init(item: ItemKey, lot: Token?, expiry: CalendarDay?, location: StockLocation) {
        self.item = item
        self.lot = lot
        self.expiry = expiry
        self.location = location
    }
}

/// A place in a store: its GLN and the bin there.
package struct StockLocation: Sendable, Hashable {
    package var gln: Token?
    package var bin: Token?

    package init(gln: Token? = nil, bin: Token? = nil) {
        self.gln = gln
        self.bin = bin
    }
}

/// One change of one balance, in base units.
package struct StockMovement: Sendable, Equatable {
    package var action: Action
    package var key: StockKey
    /// Signed; what the balance changes by. A count carries what it found beyond `balanceBefore`.
    package var delta: Int64
    package var serial: Token?
    package var logisticUnit: Token?
    package var orderReference: Token?
    package var reason: Token?
    package var actor: Token?
    package var witness: Token?
    /// What this node believed the balance to be after the movement; may be negative.
    package var balanceAfter: Int64?

    package enum Action: UInt8, CaseIterable, Sendable {
        case receipt = 1
        case issue = 2
        case transferOut = 3
        case transferIn = 4
        case move = 5
        case `return` = 6
        case adjust = 7
        case count = 8
        case destroy = 9
        case quarantine = 10
        case release = 11
        case recall = 12
        case extendExpiry = 13

        package var name: String { String(describing: self) }
    }

    package init(
        action: Action,
        key: StockKey,
        delta: Int64,
        serial: Token? = nil,
        logisticUnit: Token? = nil,
        orderReference: Token? = nil,
        reason: Token? = nil,
        actor: Token? = nil,
        witness: Token? = nil,
        balanceAfter: Int64? = nil
    ) {
        self.action = action
        self.key = key
        self.delta = delta
        self.serial = serial
        self.logisticUnit = logisticUnit
        self.orderReference = orderReference
        self.reason = reason
        self.actor = actor
        self.witness = witness
        self.balanceAfter = balanceAfter
    }
}

/// One reading of one probe.
package struct Sample: Sendable, Equatable {
    package var probe: Token
    package var quantity: Quantity
    /// In thousandths of the quantity's unit; `nil` when the probe did not answer.
    package var value: Int64?
    package var calibrationDue: CalendarDay?

    package enum Quantity: UInt8, CaseIterable, Sendable {
        /// °C
        case temperature = 1
        /// % relative
        case humidity = 2
        /// V
        case voltage = 3
        /// A
        case current = 4
        /// Pa
        case pressure = 5
        /// W
        case power = 6
        /// Wh, counted by the meter since it was set to 0
        case energy = 7
    }

    package init(probe: Token, quantity: Quantity, value: Int64?, calibrationDue: CalendarDay? = nil) {
        self.probe = probe
        self.quantity = quantity
        self.value = value
        self.calibrationDue = calibrationDue
    }
}

/// A probe left its band for longer than the product tolerates.
package struct Excursion: Sendable, Equatable {
    package var probe: Token
    package var quantity: Sample.Quantity
    /// When the band was left.
    package var start: BootInstant
    /// Milliseconds out of band so far.
    package var duration: UInt64
    /// In thousandths of the quantity's unit.
    package var minimum: Int64
    package var maximum: Int64
    package var hasEnded: Bool
    /// Whether it ended because nobody watches any more: the probe or its band left the configuration, and the goods were not seen
    /// back in it.
    package var isAbandoned: Bool
    package var affected: [StockKey]

    package init(
        probe: Token,
        quantity: Sample.Quantity,
        start: BootInstant,
        duration: UInt64,
        minimum: Int64,
        maximum: Int64,
        hasEnded: Bool,
        isAbandoned: Bool = false,
        affected: [StockKey]
    ) {
        self.probe = probe
        self.quantity = quantity
        self.start = start
        self.duration = duration
        self.minimum = minimum
        self.maximum = maximum
        self.hasEnded = hasEnded
        self.isAbandoned = isAbandoned
        self.affected = affected
    }
}
