import Crypto
import Glibc
import LinuxIO

/// What stands outside SQLite about a ledger, so that a database that lost its tail or came back from a copy is noticed.
///
/// Written and synced after each commit and before anything of it is answered. Two slots of 512 bytes are written in turn;
/// the good one with the higher serial counts. While a ledger is open, its process holds a lock on the file.
final class Witness {
    private static let slotSize = 512
    private static let bodySize = 80

    struct Testimony: Equatable {
        var coordinator: UInt64
        /// 16 bytes.
        var incarnation: [UInt8]
        /// The last commit of which anything may have been answered.
        var sequence: UInt64 = 0
        /// Which start of the coordinator the database file is of: 8 bytes.
        var launch = [UInt8](repeating: 0, count: 8)
        /// The start before, while `launch` may not stand in the database file yet.
        var previousLaunch = [UInt8](repeating: 0, count: 8)
        /// Whether SQLite called the database corrupt.
        var isDoubted = false
    }

    let path: String
    private let file: FileDescriptor
    private var serial: UInt64 = 0
    private var isNew: Bool
    /// What the file says; `nil` where it says nothing that can be read.
    private(set) var current: Testimony?

    /// Opens the file and takes its lock; `nil` where there is none and none is to be made.
    init?(of files: LedgerFiles, creates: Bool) throws(LedgerError) {
        path = files.witness
        do throws(Errno) {
            file = try FileDescriptor(opening: path, flags: O_RDWR | (creates ? O_CREAT : 0))
            guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else { throw .current }
            var bytes = [UInt8](repeating: 0, count: 2 * Self.slotSize)
            let count = try file.read(into: &bytes)
            isNew = count == 0
            for start in [0, Self.slotSize] where start + Self.slotSize <= count {
                guard let (found, testimony) = Self.decode(Array(bytes[start..<start + Self.slotSize])),
                    found > serial
                else { continue }
                serial = found
                current = testimony
            }
        } catch {
            if error == .notFound, !creates { return nil }
            throw error == .tryAgain ? .inUse(path: files.database) : .file(path: path, error)
        }
    }

    /// Returns once the testimony is on the disk.
    func record(_ testimony: Testimony) throws(LedgerError) {
        if testimony == current { return }
        let next = serial + 1
        let slot = Self.encode(testimony, serial: next)
        let place = Int(next % 2) * Self.slotSize
        let written = slot.withUnsafeBytes { pwrite(file.rawValue, $0.baseAddress, $0.count, off_t(place)) }
        guard written == slot.count else {
            throw .file(path: path, written < 0 ? .current : Errno(rawValue: ENOSPC))
        }
        guard fdatasync(file.rawValue) == 0 else { throw .file(path: path, .current) }
        if isNew { try named(path) { () throws(Errno) in try DurableFile.syncDirectory(of: path) } }
        isNew = false
        serial = next
        current = testimony
    }

    private static func encode(_ testimony: Testimony, serial: UInt64) -> [UInt8] {
        var slot = Array("BKVW".utf8) + [0, 0, 0, 1]
        slot += serial.bigEndianBytes
        slot += testimony.coordinator.bigEndianBytes
        slot += testimony.incarnation
        slot += testimony.sequence.bigEndianBytes
        slot += testimony.launch + testimony.previousLaunch
        slot += (testimony.isDoubted ? 1 : UInt64(0)).bigEndianBytes
        slot += [UInt8](repeating: 0, count: bodySize - slot.count)
        slot += SHA256.hash(data: slot)
        return slot + [UInt8](repeating: 0, count: slotSize - slot.count)
    }

    private static func decode(_ slot: [UInt8]) -> (serial: UInt64, Testimony)? {
        let body = Array(slot[..<bodySize])
        guard body.starts(with: Array("BKVW".utf8) + [0, 0, 0, 1]),
            slot[bodySize...].starts(with: Array(SHA256.hash(data: body)))
        else { return nil }
        let number = { (offset: Int) in UInt64(bigEndianBytes: body[offset..<offset + 8]) }
        let testimony = Testimony(
            coordinator: number(16),
            incarnation: Array(body[24..<40]),
            sequence: number(40),
            launch: Array(body[48..<56]),
            previousLaunch: Array(body[56..<64]),
            isDoubted: number(64) != 0
        )
        return (number(8), testimony)
    }
}

extension UInt64 {
    var bigEndianBytes: [UInt8] {
        stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> $0) }
    }

    /// The number whose bytes these are, the most significant first.
    init(bigEndianBytes bytes: some Sequence<UInt8>) { self = bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
