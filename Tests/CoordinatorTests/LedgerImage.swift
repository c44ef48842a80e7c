import Coordinator
import Exchange
import FieldModel
import Glibc
import Store

/// The files of a ledger as a killed process, a careless copy or a failing disk leaves them.
struct LedgerImage {
    let site: Site
    static let parts = ["", "-wal", ".witness", ".nodes"]

    /// Opens the ledger as it is, without adding a node.
    func open() async throws -> Ledger {
        try await Ledger.open(path: site.database, coordinator: site.keys.keySet.coordinator)
    }

    /// What the files hold now, by the end of their names.
    func snapshot(_ parts: [String] = LedgerImage.parts) -> [String: [UInt8]] {
        Dictionary(
            uniqueKeysWithValues: parts.compactMap { part in
                read(part).map { (part, $0) }
            }
        )
    }

    /// Writes these files over what is there, and takes the others of `LedgerImage.parts` away if asked to.
    func lay(_ snapshot: [String: [UInt8]], removingOthers: Bool = false) {
        for part in Self.parts {
            if let bytes = snapshot[part] {
                write(bytes, part)
            } else if removingOthers {
                unlink(site.database + part)
            }
        }
    }

    func read(_ part: String) -> [UInt8]? {
        guard let file = fopen(site.database + part, "re") else { return nil }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(file))
        rewind(file)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }

    func write(_ bytes: [UInt8], _ part: String) {
        guard let file = fopen(site.database + part, "we") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    func exists(_ part: String) -> Bool { access(site.database + part, F_OK) == 0 }

    func mode(_ part: String) -> UInt32 {
        var information = stat()
        return stat(site.database + part, &information) == 0 ? information.st_mode & 0o777 : 0
    }
}

extension Ledger {
    /// Delivers fixes at these offsets, one bundle each.
    func deliver(fixes offsets: Range<UInt64>) async throws {
        for offset in offsets {
            _ = try await deliver(
                BundleFixture.delivery(BundleFixture.bundle([try BundleFixture.fix(offset)]))
            )
        }
    }

    /// What of the track is here.
    var track: IntervalSet {
        get async throws {
            let key = Lane.Key(node: Site.node, epoch: BundleFixture.epoch, stream: .track)
            return try await lane(key)?.received ?? IntervalSet()
        }
    }
}
