import CLinux
import Glibc

/// Wakes when entries of a folder come, go or change their permissions. Source: inotify(7).
package struct FolderWatch: Sendable {
    package let descriptor: FileDescriptor

    /// - Throws: `.notFound` when there is no such folder.
    package init(_ path: String) throws(Errno) {
        let flags = Int32(IN_NONBLOCK | IN_CLOEXEC)
        let descriptor = FileDescriptor(owning: try attempt { inotify_init1(flags) })
        let mask = UInt32(IN_CREATE | IN_DELETE | IN_ATTRIB | IN_MOVED_TO | IN_ONLYDIR)
        try attempt { inotify_add_watch(descriptor.rawValue, path, mask) }
        self.descriptor = descriptor
    }

    /// Takes away what has been told; returns whether anything was.
    package func drain() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var wasTold = false
        // EAGAIN is the end of what there is.
        while let count = try? descriptor.read(into: &bytes), count > 0 { wasTold = true }
        return wasTold
    }
}
