import FieldModel

extension DeviceHealth {
    /// More doors or stretchers than this at one unit are no count but a fault.
    private static let maximumCount: UInt32 = 1_000

    init(_ wire: PBDeviceHealth) throws(WireError) {
        self.init(
            onMains: wire.hasOnMains ? wire.onMains : nil,
            ignition: wire.hasIgnition ? wire.ignition : nil,
            battery: wire.hasBatteryMv ? wire.batteryMv : nil,
            linksUp: wire.hasLinksUp ? wire.linksUp : nil,
            unsentEvents: wire.hasUnsentEvents ? wire.unsentEvents : nil,
            oldestUnsent: wire.hasOldestUnsentS ? wire.oldestUnsentS : nil,
            storageUsed: wire.hasStorageUsedPercent ? wire.storageUsedPercent : nil,
            clock: wire.hasClock ? try ClockQuality(wire: wire.clock, "clock") : nil
        )
        if wire.hasBatteryPercent { batteryPercent = wire.batteryPercent }
        if wire.hasTemperatureC { temperature = wire.temperatureC }
        if wire.hasFlashWornPercent { flashWorn = wire.flashWornPercent }
        if wire.hasFlashWarning {
            flashWarning = try FlashWarning(wire: wire.flashWarning, "flash_warning")
        }
        if wire.hasMemoryFreeMib { memoryFree = wire.memoryFreeMib }
        if wire.hasDoorsOpen { doorsOpen = wire.doorsOpen }
        if wire.hasStretchersLatched { stretchersLatched = wire.stretchersLatched }
        if wire.hasTampered { isTampered = wire.tampered }
        if wire.hasLoadQuestioned { isLoadQuestioned = wire.loadQuestioned }
        try validate()
    }

    func validate() throws(WireError) {
        try require(storageUsed ?? 0 <= 100, "storage_used_percent")
        try require(unsentEvents ?? 0 < offsetLimit, "unsent_events")
        try require(oldestUnsent ?? 0 < offsetLimit, "oldest_unsent_s")
        try require(batteryPercent ?? 0 <= 100, "battery_percent")
        try require((-100...200).contains(temperature ?? 0), "temperature_c")
        try require(flashWorn ?? 0 <= 110, "flash_worn_percent")
        try require(doorsOpen ?? 0 <= Self.maximumCount, "doors_open")
        try require(stretchersLatched ?? 0 <= Self.maximumCount, "stretchers_latched")
    }
}

extension PBDeviceHealth {
    init(_ health: DeviceHealth) throws(WireError) {
        try health.validate()
        self.init()
        if let onMains = health.onMains { self.onMains = onMains }
        if let ignition = health.ignition { self.ignition = ignition }
        if let battery = health.battery { batteryMv = battery }
        if let linksUp = health.linksUp { self.linksUp = linksUp }
        if let unsentEvents = health.unsentEvents { self.unsentEvents = unsentEvents }
        if let oldestUnsent = health.oldestUnsent { oldestUnsentS = oldestUnsent }
        if let storageUsed = health.storageUsed { storageUsedPercent = storageUsed }
        if let clock = health.clock { self.clock = clock.wire }
        if let batteryPercent = health.batteryPercent { self.batteryPercent = batteryPercent }
        if let temperature = health.temperature { temperatureC = temperature }
        if let flashWorn = health.flashWorn { flashWornPercent = flashWorn }
        if let flashWarning = health.flashWarning { self.flashWarning = flashWarning.wire }
        if let memoryFree = health.memoryFree { memoryFreeMib = memoryFree }
        if let doorsOpen = health.doorsOpen { self.doorsOpen = doorsOpen }
        if let stretchersLatched = health.stretchersLatched { self.stretchersLatched = stretchersLatched }
        if let isTampered = health.isTampered { tampered = isTampered }
        if let isLoadQuestioned = health.isLoadQuestioned { loadQuestioned = isLoadQuestioned }
    }
}
