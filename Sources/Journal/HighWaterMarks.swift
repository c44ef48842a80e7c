import Crypto
import FieldModel
import Glibc

/// How far each stream has come, kept outside SQLite in `journal.marks`, so that a journal which lost its tail or was
/// restored from a copy is noticed.
///
/// Written after each commit, once that is answered, and synced before an envelope leaves. Two slots of 512 bytes are written in turn, each
/// authenticated; the newest good one counts. A slot, big-endian: "BKHW" | version 1 (4) | sequence (8) | journal id (16) |
/// epoch (8) | next offset of streams 1...6 (8 each) | HMAC-SHA256 of all that (32); the rest is never written.
final class HighWaterMarks {
    static let slotSize = 512
    private static let magic = Array("BKHW".utf8) + [0, 0, 0, 1]
    private static let bodySize = 4 + 4 + 8 + 16 + 8 + 48

    struct Marks: Equatable {
        var epoch: Epoch
        /// Next offset by stream, index 0 for stream 1.
        var next: [UInt64]
    }

    private let path: String
    private let journal: [UInt8]
    /// Keyed once; a copy of it takes each slot.
    private let code: HMAC<SHA256>
    private var descriptor: Int32 = -1
    private var sequence: UInt64 = 0
    private var isSynced = true
    /// Of this journal; `nil` while none were written.
    private(set) var current: Marks?

    /// Reads what is there; a file of another journal or without a good slot counts as none.
    init(path: String, journal: [UInt8], key: SymmetricKey) throws(JournalError) {
        self.path = path
        self.journal = journal
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key,
            salt: journal,
            info: Array("budkavle journal marks v1".utf8),
            outputByteCount: 32
        )
        code = HMAC(key: key)
        guard let bytes = try DurableFile.read(path, limit: 2 * Self.slotSize) else { return }
        for start in [0, Self.slotSize] where bytes.count >= start + Self.bodySize + 32 {
            guard let (found, marks) = decode(Array(bytes[start..<start + Self.bodySize + 32]), key),
                found >= sequence
            else { continue }
            sequence = found
            current = marks
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Whose journal the slots of a file claim to belong to; nothing is authenticated.
    static func claims(path: String) throws(JournalError) -> [[UInt8]] {
        guard let bytes = try DurableFile.read(path, limit: 2 * slotSize) else { return [] }
        return [0, slotSize].filter { bytes.count >= $0 + bodySize }.map { Array(bytes[$0 + 16..<$0 + 32]) }
    }

    /// Writes and syncs, unless the file already says so.
    func record(_ marks: Marks) throws(JournalError) {
        let isNew = current == nil
        guard try write(marks) || !isSynced else { return }
        guard fdatasync(descriptor) == 0 else { throw .file(path: path, errno: errno) }
        if isNew { try DurableFile.syncDirectory(of: path) }
        isSynced = true
    }

    /// Writes without waiting for the disk: what is on it is noticed when the database is damaged later. A power cut may
    /// lose it, and loses no acknowledged event with it.
    func note(_ marks: Marks) throws(JournalError) { _ = try write(marks) }

    /// Returns whether there was something to write.
    private func write(_ marks: Marks) throws(JournalError) -> Bool {
        guard marks != current else { return false }
        if descriptor < 0 {
            descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw .file(path: path, errno: errno) }
        }
        let next = sequence + 1
        let start = Int(next % 2) * Self.slotSize
        guard DurableFile.write(encode(marks, sequence: next), to: descriptor, at: start) else {
            let failure = errno
            close(descriptor)
            descriptor = -1
            throw .file(path: path, errno: failure)
        }
        isSynced = false
        sequence = next
        current = marks
        return true
    }

    private func encode(_ marks: Marks, sequence: UInt64) -> [UInt8] {
        var slot: [UInt8] = []
        slot.reserveCapacity(Self.bodySize + 32)
        slot += Self.magic
        slot.append(bigEndian: sequence)
        slot += journal
        slot.append(bigEndian: marks.epoch.rawValue)
        for offset in marks.next { slot.append(bigEndian: offset) }
        var code = code
        code.update(data: slot)
        slot += code.finalize()
        return slot
    }

    private func decode(_ slot: [UInt8], _ key: SymmetricKey) -> (UInt64, Marks)? {
        let body = Array(slot[..<Self.bodySize])
        guard
            HMAC<SHA256>.isValidAuthenticationCode(slot[Self.bodySize...], authenticating: body, using: key),
            Array(body[16..<32]) == journal
        else { return nil }
        let next = (0..<6).map { body.bigEndian(at: 40 + 8 * $0) }
        return (body.bigEndian(at: 8), Marks(epoch: Epoch(rawValue: body.bigEndian(at: 32)), next: next))
    }
}
