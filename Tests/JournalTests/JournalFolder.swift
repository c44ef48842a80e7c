import Crypto
import FieldModel
import Glibc
import Journal
import Store
import TestKit

/// A journal's folders on a real disk, removed with the last reference.
final class JournalFolder: Sendable {
    static let node = NodeID(7)
    static let key = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
    static let boot = [UInt8](1...16)

    private let folder: TemporaryFolder
    var path: String { folder.path }
    var journal: String { path + "/journal" }
    var keys: String { path + "/keys" }
    var database: String { journal + "/journal.db" }
    var marks: String { journal + "/journal.marks" }

    init(in place: String = "/tmp") throws {
        folder = try TemporaryFolder(in: place)
        mkdir(journal, 0o700)
        mkdir(keys, 0o700)
    }

    func open(
        node: NodeID = JournalFolder.node,
        key: SymmetricKey = JournalFolder.key,
        boot: [UInt8] = JournalFolder.boot,
        projector: Projector = .none,
        commitInterval: Duration = .seconds(3600),
        quota: Int64 = JournalSettings.defaultQuota,
        retention: Duration = JournalSettings.defaultRetention,
        logLimit: Int64 = 256 << 10,
        levelChanged: @escaping @Sendable (StorageLevel) -> Void = { _ in }
    ) async throws(JournalError) -> Journal {
        try await Journal.open(
            JournalSettings(
                directory: journal,
                keysDirectory: keys,
                node: node,
                commitInterval: commitInterval,
                quota: quota,
                retention: retention,
                logLimit: logLimit,
                levelChanged: levelChanged
            ),
            key: key,
            bootID: boot,
            projector: projector
        )
    }

    /// What a power cut at this moment would leave: every file as it stands, also while a journal is open.
    func copy() throws -> JournalFolder {
        let twin = try JournalFolder()
        for (name, bytes) in try files() { try DurableFile.replace("\(twin.path)/\(name)", with: bytes) }
        return twin
    }

    /// Puts the database of another folder here; marks and keys stay.
    func restoreDatabase(from older: JournalFolder) throws {
        for name in Self.names(in: journal) where name != "journal.marks" { unlink("\(journal)/\(name)") }
        for (name, bytes) in try older.files() where name.hasPrefix("journal/journal.db") {
            try DurableFile.replace("\(path)/\(name)", with: bytes)
        }
    }

    /// Every file with its content, by its path in the folder.
    func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for folder in ["journal", "keys"] {
            for name in Self.names(in: "\(path)/\(folder)") where name != "journal.ballast" {
                let file = "\(folder)/\(name)"
                var information = stat()
                guard stat("\(path)/\(file)", &information) == 0, information.st_mode & S_IFMT == S_IFREG
                else {
                    continue
                }
                files[file] = try DurableFile.read("\(path)/\(file)", limit: Int(information.st_size))
            }
        }
        return files
    }

    /// Changes a closed journal behind its back.
    func tamper(_ statements: String...) throws {
        let connection = try Connection(path: database)
        for sql in statements { try connection.execute(sql) }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
