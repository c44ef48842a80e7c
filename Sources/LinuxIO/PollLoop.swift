import CLinux
import Glibc
import Synchronization

/// The thread behind a `Poller` and the waits that it serves.
final class PollLoop: Sendable {
    struct Waiter {
        /// -1 waits for the deadline only.
        var descriptor: Int32
        var events: UInt32
        var deadline: UInt64?
        var continuation: CheckedContinuation<Readiness, Never>
    }

    private struct State {
        var waiters: [UInt64: Waiter] = [:]
        var sleepsUntil: UInt64 = 0
        var isStopped = false
    }

    private static let stackBytes = 128 * 1_024
    private static let gone = EPOLLHUP.rawValue | EPOLLERR.rawValue

    private let epoll: FileDescriptor
    private let alarm: FileDescriptor
    private let ids = Atomic<UInt64>(0)
    private let state = Mutex(State())

    init() throws(Errno) {
        epoll = FileDescriptor(owning: try attempt { epoll_create1(Int32(EPOLL_CLOEXEC)) })
        let flags = Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)
        alarm = FileDescriptor(owning: try attempt { eventfd(0, flags) })
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: alarm.rawValue))
        try attempt { epoll_ctl(epoll.rawValue, EPOLL_CTL_ADD, alarm.rawValue, &event) }
    }

    /// Starts the thread, which keeps this object alive until `stop()`. No signal is ever handled on it.
    func start() throws(Errno) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread,
            &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<PollLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            retained.toOpaque()
        )
        guard code == 0 else {
            retained.release()
            throw Errno(rawValue: code)
        }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        ring()
    }

    func nextID() -> UInt64 { ids.add(1, ordering: .relaxed).newValue }

    func add(_ id: UInt64, _ waiter: Waiter) {
        let (isArmed, mustRing) = state.withLock { state -> (Bool, Bool) in
            state.waiters[id] = waiter
            guard waiter.descriptor < 0 || arm(waiter.descriptor, &state) else { return (false, false) }
            return (true, (waiter.deadline ?? .max) < state.sleepsUntil)
        }
        // A regular file cannot be polled and never blocks.
        if !isArmed { finish(id, .ready) }
        if mustRing { ring() }
    }

    func finish(_ id: UInt64, _ readiness: Readiness) {
        state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(returning: readiness)
    }

    /// Asks the kernel for one report of what all waiters on the descriptor want.
    private func arm(_ descriptor: Int32, _ state: inout State) -> Bool {
        var wanted: UInt32 = 0
        for waiter in state.waiters.values where waiter.descriptor == descriptor { wanted |= waiter.events }
        guard wanted != 0 else { return true }
        var event = epoll_event(
            events: wanted | EPOLLONESHOT.rawValue,
            data: epoll_data_t(fd: descriptor)
        )
        if epoll_ctl(epoll.rawValue, EPOLL_CTL_MOD, descriptor, &event) == 0 { return true }
        return errno == ENOENT && epoll_ctl(epoll.rawValue, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    private func run() {
        let capacity = 32
        var events = [epoll_event](repeating: epoll_event(), count: capacity)
        while let timeout = timeoutOfNextWait() {
            let count = Int(epoll_wait(epoll.rawValue, &events, Int32(capacity), timeout))
            for event in events.prefix(max(count, 0)) {
                if event.data.fd == alarm.rawValue {
                    silence()
                } else {
                    report(event.events, on: event.data.fd)
                }
            }
            expire()
        }
        let left = state.withLock { state in
            defer { state.waiters.removeAll() }
            return Array(state.waiters.values)
        }
        for waiter in left { waiter.continuation.resume(returning: .cancelled) }
    }

    /// Milliseconds to the nearest deadline, -1 without one, `nil` when the loop shall end.
    private func timeoutOfNextWait() -> Int32? {
        state.withLock { state in
            guard !state.isStopped else { return nil }
            let nearest = state.waiters.values.compactMap(\.deadline).min()
            state.sleepsUntil = nearest ?? .max
            guard let nearest else { return -1 }
            let now = BootClock.now()
            return nearest > now ? Int32(clamping: nearest - now) : 0
        }
    }

    private func report(_ events: UInt32, on descriptor: Int32) {
        let isGone = events & Self.gone != 0
        let woken = state.withLock { state in
            let ids = state.waiters.filter {
                $0.value.descriptor == descriptor && (isGone || $0.value.events & events != 0)
            }
            for id in ids.keys { state.waiters.removeValue(forKey: id) }
            _ = arm(descriptor, &state)
            return ids.values
        }
        for waiter in woken {
            let hasData = waiter.events & events & (EPOLLIN.rawValue | EPOLLOUT.rawValue) != 0
            waiter.continuation.resume(returning: isGone && !hasData ? .hangup : .ready)
        }
    }

    private func expire() {
        let now = BootClock.now()
        let late = state.withLock { state in
            state.sleepsUntil = 0
            let late = state.waiters.filter { ($0.value.deadline ?? .max) <= now }
            for id in late.keys { state.waiters.removeValue(forKey: id) }
            return late.values
        }
        for waiter in late { waiter.continuation.resume(returning: .timeout) }
    }

    private func ring() { _ = eventfd_write(alarm.rawValue, 1) }

    private func silence() {
        var count = eventfd_t()
        _ = eventfd_read(alarm.rawValue, &count)
    }
}
