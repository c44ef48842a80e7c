import CLinux
import Glibc

/// One HID device whose reports are read as they come, such as `/dev/hidraw0`.
///
/// Source: linux/hidraw.h and Documentation/hid/hidraw of Linux.
package struct HIDDevice: Sendable {
    /// A report is at most this long, its number included.
    package static let maximumReport = 4_096
    private static let textBytes = 256

    package let descriptor: FileDescriptor
    package let identity: DeviceIdentity
    /// At most 4,096 bytes, as the device sent it.
    package let reportDescriptor: [UInt8]

    /// - Throws: what open(2) says, and ENOTTY or `.invalid` for what is no hidraw device.
    package init(opening path: String) throws(Errno) {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor(opening: path, flags: O_RDWR | O_NONBLOCK)
        } catch  where error == .noPermission {
            descriptor = try FileDescriptor(opening: path, flags: O_RDONLY | O_NONBLOCK)
        }
        let raw = descriptor.rawValue
        var id: [UInt16] = [0, 0, 0]
        try attempt { clinux_hidraw_id(raw, &id) }
        var name = [UInt8](repeating: 0, count: Self.textBytes)
        let nameBytes = clinux_hidraw_name(raw, &name, UInt32(name.count - 1))
        var place = [UInt8](repeating: 0, count: Self.textBytes)
        let placeBytes = clinux_hidraw_place(raw, &place, UInt32(place.count - 1))
        var bytes = [UInt8](repeating: 0, count: Self.maximumReport)
        let count = try attempt { clinux_hidraw_descriptor(raw, &bytes, UInt32(bytes.count)) }
        identity = DeviceIdentity(
            vendor: id[1],
            product: id[2],
            name: DeviceIdentity.text(name, nameBytes),
            place: DeviceIdentity.text(place, placeBytes)
        )
        reportDescriptor = Array(bytes.prefix(Int(count)))
        self.descriptor = descriptor
    }

    /// Opens the devices that the rule can mean and that no other input has.
    ///
    /// - Throws: `.notFound` when there is none, EWOULDBLOCK when others have all, `.noPermission` when one may not be opened.
    package static func candidates(_ rule: DeviceRule) throws(Errno) -> [HIDDevice] {
        if case .path(let path) = rule {
            let device = try HIDDevice(opening: path)
            try device.lock()
            return [device]
        }
        var failure = Errno.notFound
        var found: [HIDDevice] = []
        for path in DeviceNodes.list("/dev", prefix: "hidraw") {
            do throws(Errno) {
                let device = try HIDDevice(opening: path)
                guard rule.accepts(device.identity) else { continue }
                try device.lock()
                found.append(device)
            } catch {
                if failure == .notFound { failure = error }
            }
        }
        guard !found.isEmpty else { throw failure }
        return found
    }

    /// The kernel lets any number of programs read; two inputs must not take the same scans.
    private func lock() throws(Errno) {
        try attempt { flock(descriptor.rawValue, LOCK_EX | LOCK_NB) }
    }
}
