import FieldModel
import Glibc
import LinuxIO
import TestKit
import Testing

@testable import Inputs

@Suite(.timeLimit(.minutes(1))) struct GNSSInputTests {
    private let poller: Poller
    private let source: SourceID
    private let link = "/tmp/budkavle-gnss-\(getpid())-\(UInt32.random(in: 0 ... .max))"

    init() throws {
        poller = try Poller()
        source = try #require(SourceID(rawValue: "gnss"))
    }

    private func epoch(_ second: Int, latitude: String = "5910.0000") -> [UInt8] {
        let time =
            "12\(second / 60 < 10 ? "0" : "")\(second / 60)\(second % 60 < 10 ? "0" : "")\(second % 60)"
        return sentence("GNRMC,\(time).00,A,\(latitude),N,01738.0000,E,10.0,45.0,010126,,,A")
            + sentence("GNGGA,\(time).00,\(latitude),N,01738.0000,E,1,08,0.8,12.0,M,,M,,")
    }

    private func sentence(_ body: String) -> [UInt8] {
        let sum = String(body.utf8.reduce(0, ^), radix: 16)
        return Array("$\(body)*\(sum.count == 1 ? "0" : "")\(sum)\r\n".utf8)
    }

    @Test func `an epoch becomes one position`() async throws {
        let terminal = try PseudoTerminal()
        var input = GNSSInput(
            source: source,
            link: .serial(SerialDevice(path: terminal.path)),
            poller: poller
        )
        let device = try #require(terminal.descriptor)
        _ = try await device.writeAll(epoch(0) + epoch(1), poller: poller)
        let first = try #require(await input.next())
        guard case .position(let position) = first.value else {
            Issue.record("no position")
            return
        }
        let fix = try #require(position.fix)
        #expect(fix.latitude == 59_166_667)
        #expect(fix.accuracy == 4)
        #expect(fix.speed == 51)
        #expect(first.source == source)
        #expect(await input.next() != nil)
        #expect(input.counters.snapshot.observations == 2)
        #expect(input.counters.snapshot.state == .open)
    }

    @Test func `an epoch that lacks a sentence is given once the receiver pauses`() async throws {
        let terminal = try PseudoTerminal()
        let line = SerialDevice(path: terminal.path)
        var input = GNSSInput(source: source, link: .serial(line), poller: poller)
        let bytes = sentence("GNRMC,120000.00,A,5910.0000,N,01738.0000,E,10.0,45.0,010126,,,A")
        _ = try terminal.descriptor?.write(bytes[...])
        let sent = BootClock.now()
        let observation = try #require(await input.next())
        #expect(observation.arrival < sent + 150)
    }

    @Test func `UBX on a serial line is read`() async throws {
        let terminal = try PseudoTerminal()
        let line = SerialDevice(path: terminal.path)
        var input = GNSSInput(source: source, link: .serial(line), poller: poller)
        var payload = [UInt8](repeating: 0, count: 92)
        (payload[20], payload[21], payload[23]) = (3, 1, 17)
        // 59.3522000° N in 1e-7 degrees.
        payload.replaceSubrange(28..<32, with: [0x50, 0x6D, 0x60, 0x23])
        var frame: [UInt8] = [0x01, 0x07, 92, 0] + payload
        var (a, b): (UInt8, UInt8) = (0, 0)
        for byte in frame {
            a &+= byte
            b &+= a
        }
        frame = [0xB5, 0x62] + frame + [a, b]
        _ = try terminal.descriptor?.write(frame[...])
        guard case .position(let position) = await input.next()?.value else {
            Issue.record("no position")
            return
        }
        #expect(position.latitude == 59.3522)
        #expect(position.satellites == 17)
        #expect(input.counters.snapshot.lines == 1)
    }

    @Test func `garbage, half lines and a huge line are counted and the next position comes`() async throws {
        let terminal = try PseudoTerminal()
        let device = try #require(terminal.descriptor)
        var input = GNSSInput(
            source: source,
            link: .serial(SerialDevice(path: terminal.path)),
            poller: poller
        )
        let sending = Task { [poller, bytes = epoch(0)] in
            _ = try await device.writeAll(
                [0xFF, 0x00, 0x81, 0x0A] + Array("$GPRMC,1200*00\r\n".utf8),
                poller: poller
            )
            _ = try await device.writeAll([UInt8](repeating: 0x55, count: 1_000_000) + [0x0D], poller: poller)
            _ = try await device.writeAll(Array("$GPRMC,120000,A*00\r\n".utf8) + bytes, poller: poller)
        }
        #expect(await input.next() != nil)
        try await sending.value
        let snapshot = input.counters.snapshot
        #expect(snapshot.faults["checksum"] == 2)
        #expect(snapshot.faults["garbage"] == 246)
        #expect(snapshot.lines == 4)
        #expect(snapshot.bytes > 1_000_000)
    }

    @Test func `unplugging and plugging in again goes on by itself`() async throws {
        var terminal = try PseudoTerminal(link: link)
        var input = GNSSInput(source: source, link: .serial(SerialDevice(path: link)), poller: poller)
        for second in 0..<2 {
            _ = try terminal.descriptor?.write(epoch(second)[...])
            #expect(await input.next() != nil)
            terminal.hangUp()
            terminal = try PseudoTerminal(link: link)
        }
        let snapshot = input.counters.snapshot
        #expect(snapshot.openings == 2)
        #expect(snapshot.faults["disconnected"] == 1)
    }

    @Test func `a receiver that comes after a long while is read at once`() async throws {
        let folder = try TemporaryFolder()
        let link = folder.path + "/by-id/receiver"
        let input = GNSSInput(source: source, link: .serial(SerialDevice(path: link)), poller: poller)
        let counters = input.counters
        let reading = Task {
            var input = input
            return await input.next()
        }
        // After the fifth look the next one by the clock alone would be four seconds away or more.
        while counters.snapshot.faults["unavailable", default: 0] < 5 {
            try await Task.sleep(for: .milliseconds(5))
        }
        try folder.write([], to: "by-id/other")
        let terminal = try PseudoTerminal(link: link)
        let plugged = BootClock.now()
        _ = try terminal.descriptor?.write(epoch(0)[...])
        let observation = try #require(await reading.value)
        #expect(observation.arrival < plugged + 3_500)
    }

    /// UBX: sync, message, length, payload, 8-bit Fletcher sum.
    private func frame(_ message: (UInt8, UInt8), _ payload: [UInt8]) -> [UInt8] {
        let summed = [message.0, message.1, UInt8(payload.count), 0] + payload
        let sum = summed.reduce((0, 0)) { sum, byte in
            let first = (sum.0 + Int(byte)) & 0xFF
            return (first, (sum.1 + first) & 0xFF)
        }
        return [0xB5, 0x62] + summed + [UInt8(sum.0), UInt8(sum.1)]
    }

    @Test func `a receiver that jamming has robbed of its position says so`() async throws {
        let terminal = try PseudoTerminal()
        let device = try #require(terminal.descriptor)
        var input = GNSSInput(
            source: source,
            link: .serial(SerialDevice(path: terminal.path)),
            poller: poller
        )
        // SEC-SIG version 3 with both states critical, then NAV-PVT without a fix.
        let bytes =
            frame((0x27, 0x09), [3, 0x3F, 0, 0]) + frame((0x01, 0x07), [UInt8](repeating: 0, count: 92))
        _ = try await device.writeAll(
            bytes + frame((0x01, 0x07), [1] + [UInt8](repeating: 0, count: 91)),
            poller: poller
        )
        let observation = try #require(await input.next())
        #expect(observation.value == .interference(jamming: .critical, spoofing: .critical))
        #expect(input.counters.snapshot.faults["no_fix"] == 1)
    }

    @Test func `a device that is not there is waited for with its reason`() async {
        var input = GNSSInput(source: source, link: .serial(SerialDevice(path: link)), poller: poller)
        let counters = input.counters
        let task = Task { await input.next() }
        while counters.snapshot.state == .waiting(reason: "starting") { await Task.yield() }
        #expect(counters.snapshot.state == .waiting(reason: "No such file or directory"))
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test func `a flooded input does not hold up another`() async throws {
        let (flooded, quiet) = (try PseudoTerminal(), try PseudoTerminal())
        let flood = try #require(flooded.descriptor)
        let flooding = Task { [poller] in
            let block = [UInt8](repeating: 0x78, count: 65_536)
            while !Task.isCancelled { _ = try? await flood.writeAll(block, poller: poller) }
        }
        let reading = Task { [poller, source] in
            var input = GNSSInput(
                source: source,
                link: .serial(SerialDevice(path: flooded.path)),
                poller: poller
            )
            return await input.next()
        }
        var input = GNSSInput(source: source, link: .serial(SerialDevice(path: quiet.path)), poller: poller)
        for second in 0..<20 {
            _ = try quiet.descriptor?.write(epoch(second)[...])
            #expect(await input.next() != nil)
        }
        reading.cancel()
        flooding.cancel()
        #expect(await reading.value == nil)
        await flooding.value
    }
}
