package import FieldModel

extension StockKey {
    package init(_ wire: PBStockKey) throws(WireError) {
        self.init(
            item: ItemKey(
                system: try ItemKey.System(wire: wire.itemSystem, "item_system"),
                code: try Token(wire: wire.itemCode, "item_code")
            ),
            lot: try .optional(wire.lot, "lot"),
            expiry: try .optional(wire.expiry, "expiry"),
            location: StockLocation(
                gln: try .optional(wire.gln, "gln"),
                bin: try .optional(wire.bin, "bin")
            )
        )
    }
}

extension PBStockKey {
    package init(_ key: StockKey) {
        self.init()
        itemSystem = key.item.system.wire
        itemCode = key.item.code.rawValue
        lot = key.lot.wire
        expiry = key.expiry?.rawValue ?? 0
        gln = key.location.gln.wire
        bin = key.location.bin.wire
    }
}

extension StockMovement {
    /// No single movement changes a balance by more.
    package static let maximumDelta: Int64 = 1_000_000_000_000

    init(_ wire: PBStockMovement) throws(WireError) {
        self.init(
            action: try Action(wire: wire.action, "stock_movement.action"),
            key: try StockKey(wire.key),
            delta: wire.delta,
            serial: try .optional(wire.serial, "serial"),
            logisticUnit: try .optional(wire.logisticUnit, "logistic_unit"),
            orderReference: try .optional(wire.orderReference, "order_reference"),
            reason: try .optional(wire.reason, "reason"),
            actor: try .optional(wire.actor, "actor"),
            witness: try .optional(wire.witness, "witness"),
            balanceAfter: wire.hasBalanceAfter ? wire.balanceAfter : nil
        )
        try validate()
    }

    func validate() throws(WireError) {
        try require(delta.magnitude <= Self.maximumDelta.magnitude, "delta")
    }
}

extension PBStockMovement {
    init(_ movement: StockMovement) throws(WireError) {
        try movement.validate()
        self.init()
        action = movement.action.wire
        key = PBStockKey(movement.key)
        delta = movement.delta
        serial = movement.serial.wire
        logisticUnit = movement.logisticUnit.wire
        orderReference = movement.orderReference.wire
        reason = movement.reason.wire
        actor = movement.actor.wire
        witness = movement.witness.wire
        if let balance = movement.balanceAfter { balanceAfter = balance }
    }
}

extension Sample {
    init(_ wire: PBSample) throws(WireError) {
        self.init(
            probe: try Token(wire: wire.probe, "probe"),
            quantity: try Quantity(wire: wire.quantity, "quantity"),
            value: wire.hasValue ? wire.value : nil,
            calibrationDue: try .optional(wire.calibrationDue, "calibration_due")
        )
    }
}

extension PBSample {
    init(_ sample: Sample) {
        self.init()
        probe = sample.probe.rawValue
        quantity = sample.quantity.wire
        if let value = sample.value { self.value = value }
        calibrationDue = sample.calibrationDue?.rawValue ?? 0
    }
}

extension Excursion {
    /// The most lots that one excursion names.
    package static let maximumAffected = 100

    init(_ wire: PBExcursion) throws(WireError) {
        try require(wire.affected.count <= Self.maximumAffected, "affected")
        var affected: [StockKey] = []
        affected.reserveCapacity(wire.affected.count)
        for key in wire.affected { affected.append(try StockKey(key)) }
        self.init(
            probe: try Token(wire: wire.probe, "probe"),
            quantity: try Sample.Quantity(wire: wire.quantity, "quantity"),
            start: BootInstant(boot: wire.startBoot, milliseconds: wire.startMs),
            duration: wire.durationMs,
            minimum: wire.minimum,
            maximum: wire.maximum,
            hasEnded: wire.ended,
            isAbandoned: wire.abandoned,
            affected: affected
        )
    }
}

extension PBExcursion {
    init(_ excursion: Excursion) throws(WireError) {
        try require(excursion.affected.count <= Excursion.maximumAffected, "affected")
        self.init()
        probe = excursion.probe.rawValue
        quantity = excursion.quantity.wire
        startBoot = excursion.start.boot
        startMs = excursion.start.milliseconds
        durationMs = excursion.duration
        minimum = excursion.minimum
        maximum = excursion.maximum
        ended = excursion.hasEnded
        abandoned = excursion.isAbandoned
        affected = excursion.affected.map(PBStockKey.init)
    }
}
