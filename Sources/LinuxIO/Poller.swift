import CLinux

/// What ended a wait.
package enum Readiness: Sendable, Equatable {
    case ready
    case timeout
    case cancelled
    /// The other side is gone and nothing is left to read.
    case hangup
}

/// Lets tasks wait for descriptors and deadlines: one thread, asleep in epoll(7) while nothing happens.
///
/// Deadlines stand on CLOCK_BOOTTIME, so setting the wall clock moves none of them.
package final class Poller: Sendable {
    private let loop: PollLoop

    package init() throws(Errno) {
        loop = try PollLoop()
        try loop.start()
    }

    deinit { loop.stop() }

    /// Waits until a read would not block. A terminal that was hung up is `.ready`: its next read tells.
    package func readable(_ descriptor: FileDescriptor, timeout: Duration? = nil) async -> Readiness {
        await wait(descriptor.rawValue, for: EPOLLIN.rawValue | EPOLLRDHUP.rawValue, timeout)
    }

    /// Waits until a write would not block.
    package func writable(_ descriptor: FileDescriptor, timeout: Duration? = nil) async -> Readiness {
        await wait(descriptor.rawValue, for: EPOLLOUT.rawValue, timeout)
    }

    /// Sleeps; false when the task was cancelled meanwhile.
    package func sleep(for duration: Duration) async -> Bool {
        await wait(-1, for: 0, duration) == .timeout
    }

    private func wait(_ descriptor: Int32, for events: UInt32, _ timeout: Duration?) async -> Readiness {
        let id = loop.nextID()
        let deadline = timeout.map { BootClock.now().addingReportingOverflow($0.milliseconds) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.add(
                    id,
                    PollLoop.Waiter(
                        descriptor: descriptor,
                        events: events,
                        deadline: deadline.map { $0.overflow ? .max : $0.partialValue },
                        continuation: continuation
                    )
                )
                if Task.isCancelled { loop.finish(id, .cancelled) }
            }
        } onCancel: {
            loop.finish(id, .cancelled)
        }
    }
}
