import Crypto
import Exchange
import Glibc
import LinuxIO

extension Doctor {
    static let readAndWrite = R_OK | W_OK
    static let readable = R_OK

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The path itself, or the nearest folder above it that exists.
    static func nearest(_ path: String) -> String {
        var path = path
        while !exists(path), let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex
        {
            path = String(path[..<slash])
        }
        return exists(path) ? path : "/"
    }

    /// The node's keys, the links' keys and the coordinator's key set.
    func keys(_ config: AgentConfig) -> [Finding] {
        let secrets = ["node.key", "journal.key"].map { "\(config.keyDirectory)/\($0)" }
        var findings: [Finding] = []
        do throws(KeyStoreError) {
            _ = try KeyStore(directory: config.keyDirectory)
        } catch {
            switch error {
            case .missing(let path): findings.append(Finding(.keyMissing, path))
            case .damaged(let path): findings.append(Finding(.keyDamaged, path))
            case .exists(let path), .file(let path, _):
                findings.append(Finding(.keyUnreadable, path, "\(error)"))
            case .journal(let error):
                let unreadable = secrets.first { access($0, R_OK) != 0 } ?? config.keyDirectory
                findings.append(Finding(.keyUnreadable, unreadable, "\(error)"))
            }
        }
        for secret in secrets + config.links.compactMap(\.client?.keyFile) { findings += self.secret(secret) }
        if findings.isEmpty { findings.append(Finding(.keysOk, config.keyDirectory)) }
        do throws(AgentError) {
            _ = try AgentService.keySet(config)
        } catch {
            findings.append(Finding(.keySetBad, "\(error)"))
        }
        return findings
    }

    /// What the agent must be able to read beside its keys.
    func files(_ config: AgentConfig) -> [Finding] {
        let links = config.links.flatMap { [$0.authorityFile, $0.client?.certificateFile] }
        let paths = [settings.config, config.board?.file, config.coordinator?.keySet] + links
        var told: Set<String> = []
        return paths.compactMap(\.self)
            .filter { Self.exists($0) && !user.may(Self.readable, $0) && told.insert($0).inserted }
            .map { Finding(.fileUnreadable, $0, user.name, user.groupName) }
    }

    /// A file that only the agent's user may read.
    private func secret(_ path: String) -> [Finding] {
        guard let status = fileStatus(of: path) else { return [] }
        if status.st_mode & 0o007 != 0 {
            return [Finding(.keyMode, path, "0" + String(status.st_mode & 0o7777, radix: 8))]
        }
        return user.may(R_OK, path) ? [] : [Finding(.keyOwner, path, user.name)]
    }
}

/// What stat(2) says of a file; `nil` when it cannot be reached.
func fileStatus(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
}

extension MachineFiles {
    /// Bytes of a file outside the root folder; `nil` when it is not there.
    func size(of path: String) -> UInt64? {
        fileStatus(of: path).map { UInt64(clamping: $0.st_size) }
    }
}
