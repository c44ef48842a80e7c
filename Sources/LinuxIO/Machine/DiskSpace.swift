import Glibc

/// The file system that a path is on.
///
/// Source: statvfs(3).
package struct DiskSpace: Sendable, Equatable {
    /// What a program without privileges can still have.
    package var freeBytes: UInt64
    package var isReadOnly: Bool

    package init(path: String) throws(Errno) {
        var information = statvfs()
        try attempt { statvfs(path, &information) }
        let (bytes, overflow) = UInt64(information.f_bavail)
            .multipliedReportingOverflow(by: UInt64(information.f_frsize))
        freeBytes = overflow ? .max : bytes
        isReadOnly = information.f_flag & UInt(ST_RDONLY) != 0
    }
}
