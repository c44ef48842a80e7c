package import FieldModel
internal import Wire

/// Stock of one item, lot and expiry at one place. Deltas add up, so movements may come in any order.
package struct StockState: ProjectionRow, Sendable, Equatable {
    package let key: StockKey
    /// In base units; may be negative, where two terminals issued the same lot.
    package private(set) var balance: Int64 = 0
    /// How many movements are folded in.
    package private(set) var movements: UInt64 = 0
    /// The last of quarantine, release and recall.
    package private(set) var status: Register<StockMovement.Action>?
    /// The authority's reference for the last extension of the expiry.
    package private(set) var extensionReference: Register<Token?>?
    package private(set) var last: Register<StockMovement.Action>?
    /// When the last movement was, on the clock of that stamp's epoch.
    package private(set) var instant = BootInstant(boot: 0, milliseconds: 0)

    package init(key: StockKey) { self.key = key }

    /// Whether the lot is free to be picked.
    package var isAvailable: Bool { status?.value ?? .release == .release }

    mutating func fold(_ movement: StockMovement, at stamp: Stamp, _ instant: BootInstant) {
        // Wrapping keeps the sum independent of the order, also of a history that nobody could have had.
        balance &+= movement.delta
        movements &+= 1
        switch movement.action {
        case .quarantine, .release, .recall: status.write(movement.action, at: stamp)
        case .extendExpiry:
            extensionReference.write(.some(movement.orderReference ?? movement.reason), at: stamp)
        default: break
        }
        last.write(movement.action, at: stamp)
        if last?.stamp == stamp { self.instant = instant }
    }
}

extension StockState {
    package init(decoding bytes: [UInt8]) throws(ProjectionError) {
        let row = try PBStockRow(row: bytes)
        do {
            self.init(key: try StockKey(row.key))
        } catch {
            throw .corrupt
        }
        balance = row.balance
        movements = row.movements
        instant = BootInstant(boot: row.boot, milliseconds: row.timeMs)
        if row.hasStatus { status = try row.status.register(of: StockMovement.Action.self) }
        if row.hasExtension {
            extensionReference = try row.extension.register(.some(Token(rawValue: row.extension.text)))
        }
        if row.hasLast { last = try row.last.register(of: StockMovement.Action.self) }
    }

    package func encoded() -> [UInt8] {
        var row = PBStockRow()
        row.key = PBStockKey(key)
        row.balance = balance
        row.movements = movements
        row.boot = instant.boot
        row.timeMs = instant.milliseconds
        if let status { row.status = PBRegister(status) }
        if let extensionReference {
            row.extension = PBRegister(
                extensionReference.stamp,
                text: extensionReference.value?.rawValue ?? ""
            )
        }
        if let last { row.last = PBRegister(last) }
        return row.rowBytes
    }
}
