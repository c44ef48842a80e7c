import Glibc

extension EventDevice {
    package static let folder = "/dev/input"

    /// Opens and grabs the keyboard that the rule means, with the other keyboards of the same piece of hardware; the first one is it.
    ///
    /// Where several pieces of hardware fit, the first that nobody else has is taken.
    /// - Throws: `.notFound` when there is none, EBUSY when others have all, `.noPermission` when one may not be opened.
    package static func take(_ rule: DeviceRule) throws(Errno) -> [EventDevice] {
        var failure = Errno.notFound
        switch rule {
        case .path(let path):
            let device = try EventDevice(opening: path)
            try device.grab()
            return [device] + others(of: device.identity, known: [device])
        case .identity:
            for path in DeviceNodes.list(folder, prefix: "event") {
                do throws(Errno) {
                    let device = try EventDevice(opening: path)
                    guard device.isKeyboard, rule.accepts(device.identity) else { continue }
                    try device.grab()
                    return [device] + others(of: device.identity, known: [device])
                } catch {
                    // A node may outlive its device by a moment.
                    if failure == .notFound, error != .noDevice { failure = error }
                }
            }
            throw failure
        }
    }

    /// Opens and grabs the keyboards of the same piece of hardware that are not known yet; at most 4 make one scanner.
    package static func others(of identity: DeviceIdentity, known: [EventDevice]) -> [EventDevice] {
        guard !identity.place.isEmpty else { return [] }
        var found: [EventDevice] = []
        for path in DeviceNodes.list(folder, prefix: "event") where known.count + found.count < 4 {
            // One that cannot be opened or grabbed is somebody else's.
            guard let device = try? EventDevice(opening: path), device.isKeyboard,
                device.identity.isPart(of: identity),
                !(known + found).contains(where: { $0.isSame(as: device) }), (try? device.grab()) != nil
            else { continue }
            found.append(device)
        }
        return found
    }

    /// Whether both are open descriptors of one device node.
    private func isSame(as other: EventDevice) -> Bool {
        var mine = stat()
        var theirs = stat()
        return fstat(descriptor.rawValue, &mine) == 0 && fstat(other.descriptor.rawValue, &theirs) == 0
            && mine.st_rdev == theirs.st_rdev && mine.st_ino == theirs.st_ino
    }
}
