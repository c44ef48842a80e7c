import Glibc

/// The file system that a path is on.
///
/// Source: statvfs(3).
package struct DiskSpace: Sendable, Equatable {
    package var totalBytes: UInt64
    /// What a program without privileges can still have.
    package var freeBytes: UInt64
    package var isReadOnly: Bool

    package init(path: String) throws(Errno) {
        var information = statvfs()
        try attempt { statvfs(path, &information) }
        let unit = UInt64(information.f_frsize)
        totalBytes = Self.product(UInt64(information.f_blocks), unit)
        freeBytes = Self.product(UInt64(information.f_bavail), unit)
        isReadOnly = information.f_flag & UInt(ST_RDONLY) != 0
    }

    /// 0...100, rounded down.
    package var freePercent: UInt32 {
        totalBytes == 0 ? 0 : UInt32(min(100, Double(freeBytes) / Double(totalBytes) * 100))
    }

    private static func product(_ count: UInt64, _ unit: UInt64) -> UInt64 {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? .max : bytes
    }
}
