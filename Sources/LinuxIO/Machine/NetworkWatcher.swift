import Glibc

/// Follows the network interfaces and default routes of this machine; the kernel wakes it, nothing polls.
package struct NetworkWatcher: Sendable {
    private let events: NetlinkSocket
    private let poller: Poller

    /// The kernel's groups 1 (links), 7 (IPv4 routes) and 11 (IPv6 routes), as bits.
    private static let groups: UInt32 = 1 << 0 | 1 << 6 | 1 << 10
    /// Interfaces that come up bring a burst of messages; the question is asked once they have passed.
    private static let settling = Duration.milliseconds(300)
    private static let patience = Duration.seconds(2)
    /// More datagrams than this do not answer one question.
    private static let mostDatagrams = 4_096

    package init(poller: Poller) throws(Errno) {
        events = try NetlinkSocket(.route, groups: Self.groups)
        self.poller = poller
    }

    /// Waits until something about links or routes has changed; false once the task is cancelled.
    package func changed() async -> Bool {
        while !Task.isCancelled {
            if drain() {
                guard await poller.sleep(for: Self.settling) else { return false }
                _ = drain()
                return true
            }
            guard await poller.readable(events.descriptor) != .cancelled else { return false }
        }
        return false
    }

    /// Asks the kernel for the whole state. Each question has a socket of its own, so no event mixes with its answer.
    package func state() async throws(StreamError) -> NetworkState {
        try await Self.state(poller: poller)
    }

    package static func state(poller: Poller) async throws(StreamError) -> NetworkState {
        let (links, linkBytes): (UInt16, Int) = (18, 16)
        let (routes, routeBytes): (UInt16, Int) = (26, 12)
        let answers = try await ask(links, linkBytes, poller) + ask(routes, routeBytes, poller)
        return NetworkState(answers)
    }

    private static func ask(
        _ type: UInt16,
        _ payloadBytes: Int,
        _ poller: Poller
    ) async throws(StreamError) -> [NetlinkMessage] {
        let (failed, done): (UInt16, UInt16) = (2, 3)
        let socket: NetlinkSocket
        do throws(Errno) {
            socket = try NetlinkSocket(.route, groups: 0)
            try socket.ask(type: type, payloadBytes: payloadBytes, sequence: 1)
        } catch {
            throw StreamError(error)
        }
        var messages: [NetlinkMessage] = []
        for _ in 0..<mostDatagrams {
            do throws(Errno) {
                for message in NetlinkMessage.all(in: try socket.receive()[...]) where message.sequence == 1 {
                    if message.type == done { return messages }
                    if message.type == failed { throw Errno(rawValue: EIO) }
                    messages.append(message)
                }
            } catch  where error == .tryAgain {
                switch await poller.readable(socket.descriptor, timeout: patience) {
                case .ready: continue
                case .timeout: throw .silent
                case .hangup, .cancelled: throw .disconnected
                }
            } catch {
                throw .system(error)
            }
        }
        throw .silent
    }

    /// Takes everything that waits; true when there was something, or when so much came that some was lost.
    private func drain() -> Bool {
        var isChanged = false
        for _ in 0..<Self.mostDatagrams {
            do throws(Errno) {
                isChanged = try !events.receive().isEmpty || isChanged
            } catch  where error.rawValue == ENOBUFS {
                isChanged = true
            } catch {
                return isChanged
            }
        }
        return isChanged
    }
}
