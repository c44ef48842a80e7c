import Coordinator
import Exchange
import FaultDisk
import FieldModel
import Synchronization
import Testing
import Wire

/// Every write, sync and truncation of a coordinator that takes a dozen bundles fails once in turn: no receipt is given
/// for what is not durable.
@Suite(.timeLimit(.minutes(10))) struct LedgerFaultTests {
    private static let bundles = 12

    private static func bundle(_ number: UInt64) throws -> Bundle {
        // Every third one comes with what the one before it brought.
        let first = number.isMultiple(of: 3) && number > 0 ? number * 4 - 4 : number * 4
        let offsets = first..<(number * 4 + 4)
        return BundleFixture.bundle(
            try offsets.map { try BundleFixture.movement($0, Int64($0) + 1, lot: "L\($0 % 5)") }
                + [try BundleFixture.fix(number)],
            heads: [.init(epoch: BundleFixture.epoch, stream: .stock, next: number * 4 + 4)]
        )
    }

    /// Takes the bundles on a failing disk; the node sends each until it has a receipt.
    private final class Run {
        let site: Site
        let disk = FaultDisk(tracksPower: true)
        private(set) var ledger: Ledger?
        private var incarnation: [UInt8]?
        private let isKill: Bool
        private let seed: UInt64
        private(set) var hasFailed = false

        init(seed: Int) throws {
            site = try Site()
            isKill = seed % 3 == 1
            self.seed = UInt64(seed)
        }

        func deliver(_ number: UInt64) async throws -> DeliveryResult {
            while true {
                do {
                    let ledger = try await open()
                    return try await ledger.deliver(BundleFixture.delivery(LedgerFaultTests.bundle(number)))
                } catch {
                    try #require(error is LedgerError || error is NodeError, "\(error)")
                    hasFailed = true
                    if isKill, !disk.isOff { disk.plan(.dead) }
                    try await close()
                }
            }
        }

        private func open() async throws -> Ledger {
            if let ledger { return ledger }
            let opened = try await Ledger.open(
                path: site.database,
                coordinator: site.keys.keySet.coordinator,
                vfs: disk.vfs
            )
            ledger = opened
            try await opened.addNode(Site.node, keys: site.nodeKeys.publicKeys, callSign: "A 7", at: 1)
            // It stands in every receipt from the first on.
            if let incarnation { #expect(opened.incarnation == incarnation) }
            incarnation = opened.incarnation
            return opened
        }

        func close() async throws {
            await ledger?.close()
            ledger = nil
            let remains = FaultDisk.Remains.allCases
            if disk.isOff { try disk.restorePower(remains[Int(seed) % remains.count], seed: seed) }
            disk.heal()
        }
    }

    private static func play(
        _ fault: FaultDisk.Fault,
        at call: Int
    ) async throws -> (calls: Int, rows: [String: [UInt8]]) {
        let run = try Run(seed: call)
        run.disk.plan(fault, at: call)
        for number in 0..<UInt64(bundles) {
            let result = try await run.deliver(number)
            let stock = try #require(result.durable.first { $0.stream == .stock })
            #expect(stock.offsets.ranges == [0..<number * 4 + 4], "\(fault) at call \(call)")
        }
        let calls = run.disk.calls
        #expect(fault == .none || run.hasFailed || run.disk.hasStruck)
        if !run.disk.isOff { run.disk.plan(.powerCut) }
        try await run.close()
        for number in 0..<UInt64(bundles) {
            let again = try await run.deliver(number)
            #expect(
                again.new == 0 && again.conflicts == 0,
                "\(fault) at call \(call): bundle \(number) is gone"
            )
        }
        let rows = try await run.ledger?.projections(of: Site.node) ?? [:]
        try await run.close()
        return (calls, rows)
    }

    @Test(arguments: [FaultDisk.Fault.once, .torn, .dead, .powerCut])
    func `a call that fails takes nothing that a receipt named`(fault: FaultDisk.Fault) async throws {
        let reference = try await Self.play(.none, at: 0)
        #expect(reference.calls > 100)
        for call in stride(from: 1, through: reference.calls, by: fault == .once ? 1 : 4) {
            let rows = try await Self.play(fault, at: call).rows
            #expect(rows == reference.rows, "\(fault) at call \(call)")
        }
    }

    @Test func `a failed fsync gives no receipt, tells why once, and ends the ledger`() async throws {
        let site = try Site()
        let disk = FaultDisk()
        let told = Mutex<[LedgerError]>([])
        let ledger = try await Ledger.open(
            path: site.database,
            coordinator: site.keys.keySet.coordinator,
            vfs: disk.vfs,
            onFailure: { error in told.withLock { $0.append(error) } }
        )
        disk.plan(.once, of: .syncs)
        await #expect(throws: NodeError.self) {
            try await ledger.addNode(Site.node, keys: site.nodeKeys.publicKeys, callSign: "A 7", at: 1)
        }
        await #expect(throws: LedgerError.closed) {
            try await ledger.deliver(BundleFixture.delivery(Self.bundle(0)))
        }
        await ledger.close()
        #expect(told.withLock { $0.count } == 1)
    }

    @Test func `a full disk gives no receipt, and goes on when space returns`() async throws {
        let site = try Site()
        let disk = FaultDisk()
        let ledger = try await Ledger.open(
            path: site.database,
            coordinator: site.keys.keySet.coordinator,
            vfs: disk.vfs
        )
        try await ledger.addNode(Site.node, keys: site.nodeKeys.publicKeys, callSign: "A 7", at: 1)
        disk.plan(.dead, of: .writes, isFull: true)
        for _ in 0..<3 {
            await #expect(throws: LedgerError.self) {
                try await ledger.deliver(BundleFixture.delivery(Self.bundle(0)))
            }
        }
        disk.heal()
        #expect(try await ledger.deliver(BundleFixture.delivery(Self.bundle(0))).new == 5)
        await ledger.close()
    }
}
