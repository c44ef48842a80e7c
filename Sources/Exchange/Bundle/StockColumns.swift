import FieldModel
import Wire

/// Stock movements as columns over a dictionary of keys and one of tokens.
struct StockColumnsEncoder {
    private var columns = PBStockColumns()
    private var keys: [StockKey: UInt32] = [:]
    private var tokens: [Token: UInt32] = [:]
    private var balances: [StockKey: Int64] = [:]
    private var hasBalance = Runs()
    private(set) var isEmpty = true

    var wire: PBStockColumns {
        var whole = columns
        whole.balanceRuns = hasBalance.flat
        for path: WritableKeyPath<PBStockColumns, [UInt32]> in StockColumns.optional
        where whole[keyPath: path].allSatisfy({ $0 == 0 }) {
            whole[keyPath: path] = []
        }
        return whole
    }

    mutating func append(_ movement: StockMovement) {
        isEmpty = false
        let index = keys[movement.key] ?? UInt32(columns.keys.count)
        if keys[movement.key] == nil {
            keys[movement.key] = index
            columns.keys.append(PBStockKey(movement.key))
        }
        columns.key.append(index)
        columns.action.append(UInt32(movement.action.rawValue))
        columns.delta.append(movement.delta)
        columns.serial.append(code(movement.serial))
        columns.logisticUnit.append(code(movement.logisticUnit))
        columns.orderReference.append(code(movement.orderReference))
        columns.reason.append(code(movement.reason))
        columns.actor.append(code(movement.actor))
        columns.witness.append(code(movement.witness))
        hasBalance.append(movement.balanceAfter == nil ? 0 : 1)
        if let balance = movement.balanceAfter {
            let expected = balances[movement.key, default: 0] &+ movement.delta
            columns.balance.append(balance &- expected)
            balances[movement.key] = balance
        }
    }

    private mutating func code(_ token: Token?) -> UInt32 {
        guard let token else { return 0 }
        if let known = tokens[token] { return known }
        columns.tokens.append(token.rawValue)
        tokens[token] = UInt32(columns.tokens.count)
        return UInt32(columns.tokens.count)
    }
}

/// Reads them back, in order.
struct StockColumns {
    static var optional: [WritableKeyPath<PBStockColumns, [UInt32]>] {
        [\.serial, \.logisticUnit, \.orderReference, \.reason, \.actor, \.witness]
    }

    private let wire: PBStockColumns
    private let keys: [StockKey]
    private let tokens: [Token]
    private let hasBalance: [UInt32]
    private var balances: [StockKey: Int64] = [:]
    private var row = 0
    private var balanceRow = 0

    init(_ wire: PBStockColumns, count: Int) throws(EnvelopeError) {
        guard wire.key.count == count, wire.action.count == count, wire.delta.count == count,
            Self.optional.allSatisfy({ [0, count].contains(wire[keyPath: $0].count) }),
            wire.keys.count <= count, wire.tokens.count <= 6 * count,
            let hasBalance = Runs.expand(wire.balanceRuns, count: count),
            hasBalance.allSatisfy({ $0 <= 1 }), hasBalance.count(where: { $0 == 1 }) == wire.balance.count
        else { throw .malformed }
        self.wire = wire
        self.hasBalance = hasBalance
        do { keys = try wire.keys.map { try StockKey($0) } } catch { throw .malformed }
        tokens = wire.tokens.compactMap { Token(rawValue: $0) }
        guard tokens.count == wire.tokens.count else { throw .malformed }
    }

    mutating func next() throws(EnvelopeError) -> StockMovement {
        defer { row += 1 }
        guard row < wire.key.count, Int(wire.key[row]) < keys.count,
            let action = UInt8(exactly: wire.action[row]).flatMap(StockMovement.Action.init)
        else { throw .malformed }
        let key = keys[Int(wire.key[row])]
        var movement = StockMovement(action: action, key: key, delta: wire.delta[row])
        movement.serial = try token(wire.serial)
        movement.logisticUnit = try token(wire.logisticUnit)
        movement.orderReference = try token(wire.orderReference)
        movement.reason = try token(wire.reason)
        movement.actor = try token(wire.actor)
        movement.witness = try token(wire.witness)
        if hasBalance[row] == 1 {
            guard balanceRow < wire.balance.count else { throw .malformed }
            let balance = balances[key, default: 0] &+ movement.delta &+ wire.balance[balanceRow]
            movement.balanceAfter = balance
            balances[key] = balance
            balanceRow += 1
        }
        return movement
    }

    private func token(_ column: [UInt32]) throws(EnvelopeError) -> Token? {
        guard !column.isEmpty, column[row] != 0 else { return nil }
        guard Int(column[row]) <= tokens.count else { throw .malformed }
        return tokens[Int(column[row]) - 1]
    }
}
