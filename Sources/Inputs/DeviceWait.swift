import LinuxIO

/// Waits until a device that is not there may be there: until its folder changes, else for a while that doubles.
struct DeviceWait: Sendable {
    /// Rules of udev take their time after a node is made.
    private static let settling = Duration.milliseconds(50)

    private let folder: String
    private let parent: String
    private let poller: Poller
    private(set) var watch: FolderWatch?
    private var backoff = Backoff()
    private var randomness = SystemRandomNumberGenerator()

    init(folder: String, poller: Poller) {
        self.folder = folder
        parent = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
        self.poller = poller
    }

    /// Begins to watch. Call it before the device is looked for, so that nothing happens in between.
    mutating func prepare() {
        // A watch does not outlive its folder, which may go with its last device and come with the next one: until then the
        // folder around it tells. Where neither can be watched, time does.
        watch = (try? FolderWatch(folder)) ?? (try? FolderWatch(parent))
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
