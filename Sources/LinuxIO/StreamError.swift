import Glibc

/// Why a stream of bytes stopped.
package enum StreamError: Error, Equatable {
    /// The other side hung up, or the device was unplugged.
    case disconnected
    /// Nothing moved within the time allowed.
    case silent
    case system(Errno)

    /// Sorts the errors of a device that went away from those of a wrong set-up.
    package init(_ error: Errno) {
        switch error.rawValue {
        case EIO, ENXIO, ENODEV, EPIPE, ECONNRESET: self = .disconnected
        default: self = .system(error)
        }
    }
}
