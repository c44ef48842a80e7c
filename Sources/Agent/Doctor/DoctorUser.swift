import ConfigFiles
import Glibc

/// The user as whom the agent runs, and what that user may do.
package struct DoctorUser: Sendable {
    package let name: String
    private let id: uid_t
    private let group: gid_t
    private let groups: [gid_t]
    /// Whether doctor itself runs as this user: the kernel can then be asked, access lists included.
    private let isSelf: Bool

    /// The user of that name; `nil` where there is none.
    package init?(name: String) {
        guard let entry = getpwnam(name)?.pointee else { return nil }
        self.init(name, entry.pw_uid, entry.pw_gid)
    }

    /// Whoever runs doctor.
    package static var current: DoctorUser {
        let id = geteuid()
        guard let entry = getpwuid(id)?.pointee, let name = entry.pw_name else {
            return DoctorUser("\(id)", id, getegid())
        }
        return DoctorUser(String(cString: name), id, entry.pw_gid)
    }

    private init(_ name: String, _ id: uid_t, _ group: gid_t) {
        self.name = name
        self.id = id
        self.group = group
        isSelf = id == geteuid()
        var count: Int32 = 256
        var groups = [gid_t](repeating: group, count: Int(count))
        let found = getgrouplist(name, group, &groups, &count)
        self.groups = found < 0 ? [group] : Array(groups.prefix(max(Int(count), 1)))
    }

    /// The group that the user's own files have.
    var groupName: String { Self.name(ofGroup: group) ?? name }

    /// Whether the user may do all of what `mode` (R_OK, W_OK, X_OK) says, and pass the folders on the way.
    func may(_ mode: Int32, _ path: String) -> Bool {
        if isSelf { return access(path, mode) == 0 }
        if id == 0 { return true }
        let path = ConfigFile(path: path).canonicalPath
        let folders = path.indices.dropFirst().filter { path[$0] == "/" }.map { String(path[..<$0]) }
        return folders.allSatisfy { isGranted(X_OK, $0) } && isGranted(mode, path)
    }

    private func isGranted(_ mode: Int32, _ path: String) -> Bool {
        guard let status = fileStatus(of: path) else { return false }
        let wanted = mode_t(mode)
        let granted =
            if status.st_uid == id {
                status.st_mode >> 6
            } else if groups.contains(status.st_gid) {
                status.st_mode >> 3
            } else {
                status.st_mode
            }
        return granted & wanted == wanted
    }

    /// The name of the group that may read and write a file; `nil` for none, and for root's.
    static func group(using path: String) -> String? {
        guard let status = fileStatus(of: path), status.st_mode & 0o060 == 0o060, status.st_gid != 0
        else { return nil }
        return name(ofGroup: status.st_gid)
    }

    /// The name of a group; safe to ask from several tasks, as devices are looked at.
    static func name(ofGroup id: gid_t) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 65_536) { text in
            var entry = Glibc.group()
            var found: UnsafeMutablePointer<Glibc.group>?
            guard getgrgid_r(id, &entry, text.baseAddress, text.count, &found) == 0, found != nil else {
                return nil
            }
            return entry.gr_name.map { String(cString: $0) }
        }
    }
}
