import Glibc
import LinuxIO
import Testing

@Suite struct ServiceNotifierTests {
    /// A datagram socket as the service manager has one.
    private func manager(named name: String) throws -> FileDescriptor {
        let descriptor = FileDescriptor(owning: socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor.rawValue, $0, length) }
        }
        try #require(code == 0)
        return descriptor
    }

    @Test(arguments: ["@budkavle-notify-\(getpid())", "/tmp/budkavle-notify-\(getpid())"])
    func `the manager hears every state`(name: String) throws {
        let manager = try manager(named: name)
        defer { unlink(name) }
        let notifier = ServiceNotifier(path: name, watchdogMicroseconds: 30_000_000)
        #expect(notifier.watchdogInterval == .seconds(30))
        notifier.ready()
        notifier.status("two\nlines")
        notifier.watchdog()
        notifier.reloading()
        notifier.stopping()
        var heard: [String] = []
        var buffer = [UInt8](repeating: 0, count: 256)
        for _ in 0..<5 {
            let count = try manager.read(into: &buffer)
            heard.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
        #expect(heard[0] == "READY=1")
        #expect(heard[1] == "STATUS=two lines")
        #expect(heard[2] == "WATCHDOG=1")
        #expect(heard[3].hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
        #expect(heard[4] == "STOPPING=1")
    }

    @Test func `without a manager it is silent`() {
        let notifier = ServiceNotifier(path: nil)
        notifier.ready()
        #expect(notifier.watchdogInterval == nil)
        ServiceNotifier(path: "@nobody-\(getpid())").ready()
    }
}
