import LinuxIO

/// Waits until a device that is not there may be there: until its folder changes, else for a while that doubles.
struct DeviceWait: Sendable {
    /// Rules of udev take their time after a node is made.
    private static let settling = Duration.milliseconds(50)

    private let folder: String?
    private let poller: Poller
    private(set) var watch: FolderWatch?
    private var backoff = Backoff()
    private var randomness = SystemRandomNumberGenerator()

    /// `folder` is nil for what is no device; only time helps then.
    init(folder: String?, poller: Poller) {
        self.folder = folder
        self.poller = poller
    }

    /// Waits for the device with this path.
    init(path: String, poller: Poller) {
        self.init(folder: path.lastIndex(of: "/").map { String(path[..<$0]) }, poller: poller)
    }

    /// Begins to watch. Call it before the device is looked for, so that nothing happens in between.
    ///
    /// The folder may come with its device and go with it, and with it every watch of it. While it is away its nearest parent tells.
    mutating func prepare() {
        guard let folder else { return }
        var path = folder[...]
        watch = try? FolderWatch(String(path))
        while watch == nil, let end = path.lastIndex(of: "/"), end > path.startIndex {
            path = path[..<end]
            watch = try? FolderWatch(String(path))
        }
    }

    mutating func reset() { backoff.reset() }

    /// False once the task is cancelled.
    mutating func wait() async -> Bool {
        let time = backoff.next(using: &randomness)
        guard let watch else { return await poller.sleep(for: time) }
        switch await poller.readable(watch.descriptor, timeout: time) {
        case .ready, .hangup: return await poller.sleep(for: Self.settling)
        case .timeout: return true
        case .cancelled: return false
        }
    }
}
