import CFaultVFS
import Synchronization

/// A disk that fails as planned, below SQLite: databases opened on its `vfs` live in real files, and only syncs are
/// modelled. Close every connection before the disk goes away.
package final class FaultDisk: @unchecked Sendable {
    // The C side takes its own lock in every call, and the pointer never changes.
    private let disk: OpaquePointer
    /// What to give SQLite as the name of its file system.
    package let vfs: String

    private static let made = Atomic<Int>(0)

    /// With `tracksPower` it knows what a power cut would leave.
    package init(tracksPower: Bool = false) {
        let number = Self.made.wrappingAdd(1, ordering: .relaxed).newValue
        vfs = "fault-\(number)"
        guard let made = fault_disk_make(vfs, tracksPower ? 1 : 0) else {
            preconditionFailure("no memory for a disk")
        }
        disk = made
    }

    deinit { fault_disk_free(disk) }

    /// Kinds of calls.
    package struct Kinds: OptionSet, Sendable {
        package let rawValue: Int32
        package init(rawValue: Int32) { self.rawValue = rawValue }

        package static let writes = Kinds(rawValue: 1)
        package static let syncs = Kinds(rawValue: 2)
        package static let truncations = Kinds(rawValue: 4)
        package static let deletions = Kinds(rawValue: 8)
        package static let openings = Kinds(rawValue: 16)
        package static let reads = Kinds(rawValue: 32)
        /// Writes behind the end of a file: with `isFull`, what a full disk refuses.
        package static let growth = Kinds(rawValue: 64)
        /// Everything that changes the disk.
        package static let changes: Kinds = [.writes, .syncs, .truncations, .deletions]
    }

    package enum Fault: Sendable, CaseIterable {
        case none
        /// One call fails and changes nothing; what a failed sync was to bring down never comes down.
        case once
        /// Half of one write lands.
        case torn
        /// One call fails, and all after it.
        case dead
        /// The power goes away.
        case powerCut
    }

    /// Counts calls of these kinds from 1 and lets the fault begin with one of them.
    package func plan(_ fault: Fault, of kinds: Kinds = .changes, at call: Int = 1, isFull: Bool = false) {
        let plan =
            switch fault {
            case .none: fault_never
            case .once: fault_once
            case .torn: fault_torn
            case .dead: fault_dead
            case .powerCut: fault_cut
            }
        fault_disk_plan(disk, plan, kinds.rawValue, Int64(call), isFull ? 1 : 0)
    }

    /// Nothing fails from now on; counting begins again.
    package func heal() { plan(.none) }

    /// Counted calls since the last plan.
    package var calls: Int { Int(fault_disk_calls(disk)) }

    /// Whether the planned fault has happened.
    package var hasStruck: Bool { fault_disk_struck(disk) > 0 }

    /// Whether the power is away.
    package var isOff: Bool { fault_disk_is_off(disk) != 0 }

    /// Calls of one kind since the disk was made.
    package func total(_ kind: Kinds) -> Int {
        Int(fault_disk_total(disk, fault_kind(rawValue: UInt32(kind.rawValue))))
    }

    /// A file system that was remounted read-only.
    package func setReadOnly(_ isReadOnly: Bool) { fault_disk_set_read_only(disk, isReadOnly ? 1 : 0) }

    /// Lets every sync wait until `releaseSyncs`.
    package func holdSyncs() { fault_disk_hold_syncs(disk, 1) }

    package func releaseSyncs() { fault_disk_hold_syncs(disk, 0) }

    /// Blocks until a sync waits.
    package func awaitHeldSync() { fault_disk_await_held(disk) }

    package func setSyncDelay(milliseconds: Int) { fault_disk_set_sync_delay(disk, Int32(milliseconds)) }

    /// What reaches the disk of that which was not synced.
    package enum Remains: Sendable, CaseIterable {
        case synced
        case all
        case some
        case torn
    }

    /// Rewrites every file to what a power cut leaves, by the dice of `seed`, and gives power again.
    package func restorePower(_ remains: Remains, seed: UInt64) throws(PowerError) {
        let kind =
            switch remains {
            case .synced: fault_remains_synced
            case .all: fault_remains_all
            case .some: fault_remains_some
            case .torn: fault_remains_torn
            }
        let failure = fault_disk_restore(disk, kind, seed)
        guard failure == 0 else { throw PowerError(errno: failure) }
    }

    /// The files could not be rewritten.
    package struct PowerError: Error {
        package let errno: Int32
    }
}
