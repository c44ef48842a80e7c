import Glibc

/// Why the kernel refused a call: `errno` of errno(3).
package struct Errno: Error, RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    /// The error of the call that this thread made last.
    package static var current: Errno { Errno(rawValue: errno) }

    package var description: String {
        guard let text = strerror(rawValue) else { return "error \(rawValue)" }
        return String(cString: text)
    }
}

extension Errno {
    package static let tryAgain = Errno(rawValue: EAGAIN)
    package static let notATerminal = Errno(rawValue: ENOTTY)
    package static let noDevice = Errno(rawValue: ENODEV)
    package static let busy = Errno(rawValue: EBUSY)
    package static let inUse = Errno(rawValue: EADDRINUSE)
    package static let invalid = Errno(rawValue: EINVAL)
    package static let nameTooLong = Errno(rawValue: ENAMETOOLONG)
    package static let notFound = Errno(rawValue: ENOENT)
    package static let refused = Errno(rawValue: ECONNREFUSED)
    package static let noPermission = Errno(rawValue: EACCES)
}
