package import Crypto
import FieldModel

/// Seals what the journal stores: ChaCha20-Poly1305, a random nonce each, the place of the row as associated data.
///
/// A sealed value is nonce (12) | ciphertext | tag (16). The key is derived from the journal's key and its identifier,
/// so a row of another journal never opens here.
package struct Seal: Sendable {
    private let key: SymmetricKey
    /// Keyed once; a copy of it takes each name.
    private let nameCode: HMAC<SHA256>
    let journal: [UInt8]
    private let nonces = NonceSource()

    package init(key: SymmetricKey, journal: [UInt8]) {
        let derive: (String) -> SymmetricKey = {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: key,
                salt: journal,
                info: Array($0.utf8),
                outputByteCount: 32
            )
        }
        self.key = derive("budkavle journal rows v1")
        nameCode = HMAC<SHA256>(key: derive("budkavle journal names v1"))
        self.journal = journal
    }

    func seal(_ bytes: [UInt8], at place: [UInt8]) throws(JournalError) -> [UInt8] {
        do {
            let box = try ChaChaPoly.seal(bytes, using: key, nonce: nonces.next(), authenticating: place)
            return [UInt8](box.combined)
        } catch {
            throw .invalidEvent("sealing failed")
        }
    }

    /// Returns `nil` when the bytes or their place are not what was sealed.
    func open(_ sealed: [UInt8], at place: [UInt8]) -> [UInt8]? {
        // Authentication failure is the only way in which these two calls fail, and nil says it.
        guard let box = try? ChaChaPoly.SealedBox(combined: sealed),
            let plain = try? ChaChaPoly.open(box, using: key, authenticating: place)
        else { return nil }
        return [UInt8](plain)
    }

    /// One row of state: the row id of the last event folded in, or 0 where that was not written down.
    struct Projection {
        var name: String
        var stamp: Int64
        var state: [UInt8]

        /// Length of the name (2) | name | stamp (8) | state.
        var plain: [UInt8] {
            let utf8 = Array(name.utf8.prefix(0xFFFF))
            var plain = [UInt8(utf8.count >> 8), UInt8(utf8.count & 0xFF)] + utf8
            plain.append(bigEndian: UInt64(bitPattern: stamp))
            return plain + state
        }
    }

    /// Opens a row of state; one of schema 1 has a place of its own and no stamp.
    func openProjection(_ sealed: [UInt8], _ hidden: [UInt8]) -> Projection? {
        let stamped = open(sealed, at: place(.stampedProjection, hidden))
        guard let plain = stamped ?? open(sealed, at: place(.projection, hidden)), plain.count >= 2 else {
            return nil
        }
        let split = 2 + Int(plain[0]) << 8 + Int(plain[1])
        let start = split + (stamped == nil ? 0 : 8)
        guard start <= plain.count else { return nil }
        return Projection(
            name: String(decoding: plain[2..<split], as: UTF8.self),
            stamp: stamped == nil ? 0 : Int64(bitPattern: plain.bigEndian(at: split)),
            state: Array(plain[start...])
        )
    }

    /// A row name that tells nothing without the key, 16 bytes.
    func hide(_ name: String) -> [UInt8] {
        var code = nameCode
        code.update(data: Array(name.utf8))
        return Array(code.finalize().prefix(16))
    }

    /// What tells whether a key is the right one, 16 bytes.
    package var keyCheck: [UInt8] { hide("key check") }

    /// Where an event stands: journal (16) | table | epoch (8) | stream | offset (8).
    func eventPlace(_ epoch: Epoch, _ stream: FieldModel.Stream, _ offset: UInt64) -> [UInt8] {
        var place = journal
        place.reserveCapacity(40)
        place.append(0x45)
        place.append(bigEndian: epoch.rawValue)
        place.append(stream.rawValue)
        place.append(bigEndian: offset)
        return place
    }

    /// Where a row of events stands. One event alone has the place of an event; more of them have
    /// journal (16) | table | epoch (8) | stream | first offset (8) | count (8).
    func runPlace(
        _ epoch: Epoch,
        _ stream: FieldModel.Stream,
        _ first: UInt64,
        count: Int,
        _ form: EventRun.Form
    ) -> [UInt8] {
        guard count != 1 else { return eventPlace(epoch, stream, first) }
        let table: UInt8 = form == .whole ? 0x52 : 0x44
        return spanPlace(table, epoch, stream, first, UInt64(clamping: count))
    }

    /// Where a gap stands: the same with its own table.
    func gapPlace(_ epoch: Epoch, _ stream: FieldModel.Stream, _ first: UInt64, count: UInt64) -> [UInt8] {
        spanPlace(0x47, epoch, stream, first, count)
    }

    private func spanPlace(
        _ table: UInt8,
        _ epoch: Epoch,
        _ stream: FieldModel.Stream,
        _ first: UInt64,
        _ count: UInt64
    ) -> [UInt8] {
        var place = journal
        place.reserveCapacity(48)
        place.append(table)
        place.append(bigEndian: epoch.rawValue)
        place.append(stream.rawValue)
        place.append(bigEndian: first)
        place.append(bigEndian: count)
        return place
    }

    /// Where any other row stands: journal (16) | table | key.
    func place(_ table: Table, _ key: [UInt8]) -> [UInt8] { journal + [table.rawValue] + key }

    enum Table: UInt8 {
        case boot = 0x42
        case acknowledged = 0x41
        case idempotency = 0x49
        case projection = 0x50
        case stampedProjection = 0x51
        case setting = 0x53
        case epoch = 0x4E
    }
}

extension [UInt8] {
    mutating func append(bigEndian value: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Eight bytes at an index, most significant first.
    func bigEndian(at index: Int) -> UInt64 {
        self[index..<index + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
