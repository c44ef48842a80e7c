import CLinux
import Glibc

/// Many descriptors as one: wait for `descriptor` with a `Poller`, then ask which of them are ready.
///
/// It does not own them: a descriptor that is closed leaves the set by itself.
package final class DescriptorSet: Sendable {
    /// Readable while any armed descriptor of the set is, or any one hung up.
    package let descriptor: FileDescriptor

    package struct Ready: Sendable, Equatable {
        package let tag: UInt32
        /// Hung up or broken.
        package let isGone: Bool

        package init(tag: UInt32, isGone: Bool) {
            self.tag = tag
            self.isGone = isGone
        }
    }

    package init() throws(Errno) {
        descriptor = FileDescriptor(owning: try attempt { epoll_create1(Int32(EPOLL_CLOEXEC)) })
    }

    /// Takes an open descriptor into the set, armed. `tag` names it.
    package func add(_ member: Int32, tag: UInt32) throws(Errno) {
        try control(EPOLL_CTL_ADD, member, tag, isArmed: true)
    }

    /// Sets whether data on a member makes the set readable. That it hung up always does.
    package func setArmed(_ isArmed: Bool, _ member: Int32, tag: UInt32) throws(Errno) {
        try control(EPOLL_CTL_MOD, member, tag, isArmed: isArmed)
    }

    private func control(_ operation: Int32, _ member: Int32, _ tag: UInt32, isArmed: Bool) throws(Errno) {
        var event = epoll_event(events: isArmed ? EPOLLIN.rawValue : 0, data: epoll_data_t(u32: tag))
        try attempt { epoll_ctl(descriptor.rawValue, operation, member, &event) }
    }

    /// The members that are ready now, at most 32 of them.
    package func ready() -> [Ready] {
        var events = [epoll_event](repeating: epoll_event(), count: 32)
        let count = Int(epoll_wait(descriptor.rawValue, &events, Int32(events.count), 0))
        return events.prefix(max(count, 0)).map {
            Ready(tag: $0.data.u32, isGone: $0.events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0)
        }
    }
}
