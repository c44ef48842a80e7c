import Glibc

/// Hears when the kernel has something new to tell of a power supply, such as a plug that was pulled.
///
/// Source: the kernel's lib/kobject_uevent.c: datagrams of `KEY=value` texts, each ended by a zero byte.
package struct PowerWatcher: Sendable {
    private let events: NetlinkSocket
    private let poller: Poller

    package init(poller: Poller) throws(Errno) {
        events = try NetlinkSocket(.kernelEvents, groups: 1)
        self.poller = poller
    }

    /// Waits for the next word of a power supply; false once the task is cancelled.
    package func changed() async -> Bool {
        while !Task.isCancelled {
            do throws(Errno) {
                if Self.isPower(try events.receive()) { return true }
            } catch  where error == .tryAgain {
                guard await poller.readable(events.descriptor) != .cancelled else { return false }
            } catch  where error.rawValue == ENOBUFS {
                // Some were lost; among them may be the one that matters.
                return true
            } catch {
                return false
            }
        }
        return false
    }

    static func isPower(_ datagram: [UInt8]) -> Bool {
        datagram.split(separator: 0).contains { $0.elementsEqual("SUBSYSTEM=power_supply".utf8) }
    }
}
