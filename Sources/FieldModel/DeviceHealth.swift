/// The state of the machine itself. `nil` is not known.
package struct DeviceHealth: Sendable, Equatable {
    package var onMains: Bool?
    package var ignition: Bool?
    /// Millivolts.
    package var battery: UInt32?
    /// Links whose newest attempt reached the coordinator.
    package var linksUp: UInt32?
    package var unsentEvents: UInt64?
    /// Age of the oldest event without a receipt, in seconds.
    package var oldestUnsent: UInt64?
    /// Used share of the journal's quota, in percent.
    package var storageUsed: UInt32?
    package var clock: ClockQuality?
    /// Charge of the emptiest battery, 0...100 %.
    package var batteryPercent: UInt32?
    /// Of the hottest sensor, in whole °C, -100...200.
    package var temperature: Int32?
    /// Used share of the flash memory's life in percent: the upper end of the step of ten that it reports, 110 beyond its life.
    package var flashWorn: UInt32?
    package var flashWarning: FlashWarning?
    /// Memory that programs can still have, in MiB.
    package var memoryFree: UInt32?
    package var doorsOpen: UInt32?
    package var stretchersLatched: UInt32?
    /// Whether the housing is open.
    package var isTampered: Bool?
    /// Whether the stretchers' latches disagree with who is said to be on board.
    package var isLoadQuestioned: Bool?

    /// How much of its spare blocks an eMMC has used up.
    ///
    /// Source: JESD84-B51, PRE_EOL_INFO [267].
    package enum FlashWarning: UInt8, CaseIterable, Sendable {
        case normal = 1
        /// 80 % are used.
        case warning = 2
        /// 90 % are used.
        case urgent = 3

        package var name: String { String(describing: self) }
    }

    package init(
        onMains: Bool? = nil,
        ignition: Bool? = nil,
        battery: UInt32? = nil,
        linksUp: UInt32? = nil,
        unsentEvents: UInt64? = nil,
        oldestUnsent: UInt64? = nil,
        storageUsed: UInt32? = nil,
        clock: ClockQuality? = nil
    ) {
        self.onMains = onMains
        self.ignition = ignition
        self.battery = battery
        self.linksUp = linksUp
        self.unsentEvents = unsentEvents
        self.oldestUnsent = oldestUnsent
        self.storageUsed = storageUsed
        self.clock = clock
    }
}
