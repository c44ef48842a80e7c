/// What one scan means to the rest of the program. Raw bytes never come this far.
package enum Scan: Sendable, Equatable {
    case command(ScanCommand)
    /// A product label.
    case item(ItemLabel)
    /// The other of two labels on one item: it says lot, expiry or serial and not of what.
    case part(LabelPart)
    /// A patient tag or another opaque label that matched a configured pattern.
    case tag(Token)
    /// A place: the GLN of AI 414.
    case location(Token)
    /// A pallet or case: the SSCC of AI 00 that came without an item.
    case logisticUnit(Token)
    case refused(ScanRefusal)
}

/// One label of an item, or as much of one as a single scan told.
package struct ItemLabel: Sendable, Equatable {
    package var item: ItemKey
    package var lot: Token?
    package var expiry: CalendarDay?
    package var serial: Token?
    package var quantity: UInt32?
    package var logisticUnit: Token?
    package var location: Token?
    /// HIBC: the check character of a primary label, ASCII, which its secondary label repeats.
    package var link: UInt8?
    /// A separator seems lost on the way, so that a value may have swallowed the next.
    package var isSuspicious: Bool

    package init(
        item: ItemKey,
        lot: Token? = nil,
        expiry: CalendarDay? = nil,
        serial: Token? = nil,
        quantity: UInt32? = nil,
        logisticUnit: Token? = nil,
        location: Token? = nil,
        link: UInt8? = nil,
        isSuspicious: Bool = false
    ) {
        self.item = item
        self.lot = lot
        self.expiry = expiry
        self.serial = serial
        self.quantity = quantity
        self.logisticUnit = logisticUnit
        self.location = location
        self.link = link
        self.isSuspicious = isSuspicious
    }
}

/// A code from a printed command sheet: the only keyboard that gloves can use.
package enum ScanCommand: Sendable, Hashable {
    case patient(PatientMovement.Action)
    case triage(Triage)
    case mobility(Mobility)
    case receive
    case issue
    case quantity(UInt32)
    case done
}

/// Why a scan was not taken. The person sees which; nobody stores what was scanned.
package enum ScanRefusal: String, Sendable, CaseIterable {
    /// Shaped like a personal identity number.
    case personalNumber = "personal_number"
    /// Carries only keys that identify a person, or matches a pattern whose data must not be kept.
    case personalKey = "personal_key"
    case checkDigit = "check_digit"
    case malformed
    case tooLong = "too_long"
    /// Several scans in one, whose separation the scanner lost.
    case several
    /// A part of it was lost between scanner and node.
    case incomplete
    /// No command, product label or configured pattern.
    case unrecognised
}

/// What an input saw, before the journal's boot number and the unit's settings make it an event.
package struct Observation: Sendable, Equatable {
    package var source: SourceID
    /// CLOCK_BOOTTIME milliseconds when the last byte arrived.
    package var arrival: UInt64
    package var value: Value

    package enum Value: Sendable, Equatable {
        case position(Position)
        /// What a receiver without a position says of the sky.
        case interference(jamming: Fix.Interference, spoofing: Fix.Interference)
        case scan(Scan)
    }

    package init(source: SourceID, arrival: UInt64, value: Value) {
        self.source = source
        self.arrival = arrival
        self.value = value
    }
}
