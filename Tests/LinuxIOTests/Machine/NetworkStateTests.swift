import Glibc
import Testing

@testable import LinuxIO

struct NetworkStateTests {
    private static func attribute(_ type: UInt16, _ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.appendNative(UInt16(4 + bytes.count))
        result.appendNative(type)
        result += bytes
        return result + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }

    private static func message(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.appendNative(UInt32(16 + payload.count))
        result.appendNative(type)
        result.appendNative(UInt16(2))
        result.appendNative(UInt32(1))
        result.appendNative(UInt32(0))
        return result + payload
    }

    private static func link(_ index: UInt32, _ name: String, flags: UInt32, state: UInt8?) -> [UInt8] {
        var payload: [UInt8] = [0, 0, 1, 0]
        payload.appendNative(index)
        payload.appendNative(flags)
        payload.appendNative(UInt32(0))
        payload += attribute(3, Array(name.utf8) + [0])
        if let state { payload += attribute(16, [state]) }
        return message(16, payload)
    }

    private static func route(prefix: UInt8 = 0, type: UInt8 = 1, _ attributes: [UInt8]) -> [UInt8] {
        message(24, [2, prefix, 0, 0, 254, 3, 0, type, 0, 0, 0, 0] + attributes)
    }

    private static func index(_ number: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendNative(number)
        return bytes
    }

    private static let answer =
        link(1, "lo", flags: 0x49, state: 0) + link(2, "eth0", flags: 0x1043, state: 6)
        + link(3, "wwan0", flags: 0x41, state: nil) + link(4, "eth1", flags: 0x1003, state: 2)
        + route(attribute(4, index(2))) + route(prefix: 24, attribute(4, index(4)))
        + route(type: 7, attribute(4, index(4)))
        + route(attribute(9, [8, 0, 0, 0] + index(2) + [8, 0, 0, 0] + index(3)))

    private func read(_ bytes: [UInt8]) -> NetworkState { NetworkState(NetlinkMessage.all(in: bytes[...])) }

    @Test func `interfaces, their states and the default routes of one or several hops are read`() {
        let state = read(Self.answer)
        #expect(
            state.interfaces == [
                .init(name: "eth0", isUp: true, isLoopback: false),
                .init(name: "eth1", isUp: false, isLoopback: false),
                .init(name: "lo", isUp: true, isLoopback: true),
                .init(name: "wwan0", isUp: true, isLoopback: false),
            ]
        )
        #expect(state.defaultRoutes == ["eth0", "wwan0"])
        #expect(state.leadsOut(through: nil) && state.leadsOut(through: "wwan0"))
        #expect(!state.leadsOut(through: "eth1") && !state.leadsOut(through: "lo"))
    }

    @Test func `truncated and mutated answers are read as far as they go, never fatal`() {
        var random = SystemRandomNumberGenerator()
        for cut in Self.answer.indices { #expect(read(Array(Self.answer[..<cut])).interfaces.count <= 4) }
        for _ in 0..<20_000 {
            var bytes = Self.answer
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            let state = read(bytes)
            #expect(state.interfaces.allSatisfy { (1...15).contains($0.name.utf8.count) })
        }
        // Lengths of zero must not hold the reader for ever.
        #expect(read([UInt8](repeating: 0, count: 4_096)).interfaces.isEmpty)
        #expect(read(Self.route(Self.attribute(9, [0, 0, 0, 0] + Self.index(2)))).defaultRoutes.isEmpty)
    }

    @Test func `the kernel's answer names what /sys names`() async throws {
        let state = try await NetworkWatcher.state(poller: try Poller())
        let files = MachineFiles()
        let names = files.names(in: "/sys/class/net").filter {
            files.text("/sys/class/net/\($0)/ifindex") != nil
        }
        #expect(state.interfaces.map(\.name) == names)
        for interface in state.interfaces
        where files.text("/sys/class/net/\(interface.name)/operstate") == "down" {
            #expect(!interface.isUp)
        }
        let table = files.text("/proc/net/route") ?? ""
        let ways = table.split(separator: "\n").dropFirst().map { $0.split(separator: "\t") }
        for way in ways where way.count > 7 && way[1] == "00000000" && way[7] == "00000000" {
            #expect(state.defaultRoutes.contains(String(way[0])))
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a watcher that is cancelled comes back`() async throws {
        let watcher = try NetworkWatcher(poller: try Poller())
        let task = Task { await watcher.changed() }
        task.cancel()
        #expect(await task.value == false)
    }

    @Test(arguments: [
        ("change@/devices/x\0ACTION=change\0SUBSYSTEM=power_supply\0SEQNUM=5\0", true),
        ("add@/devices/y\0ACTION=add\0SUBSYSTEM=usb\0", false), ("SUBSYSTEM=power_supply2\0", false),
        ("", false),
    ])
    func `only a word of a power supply counts as one`(text: String, expected: Bool) {
        #expect(PowerWatcher.isPower(Array(text.utf8)) == expected)
    }
}
