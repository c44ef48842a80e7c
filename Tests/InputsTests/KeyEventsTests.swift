import Codecs
import FieldModel
import Glibc
import LinuxIO
import Testing

@testable import Inputs

@Suite struct KeyEventsTests {
    private func events(_ map: KeyMap = .american) -> KeyEvents {
        KeyEvents(map: map, pause: .milliseconds(100))
    }

    /// Key down and up, each with its report, as a keyboard sends them.
    private func press(_ key: UInt16, at time: UInt64) -> [InputEvent] {
        [
            InputEvent(type: 4, code: 4, value: 0x70004, time: time),
            InputEvent(type: 1, code: key, value: 1, time: time),
            InputEvent(type: 0, code: 0, value: 0, time: time),
            InputEvent(type: 1, code: key, value: 0, time: time),
            InputEvent(type: 0, code: 0, value: 0, time: time),
        ]
    }

    private func scans(_ list: [InputEvent], _ events: inout KeyEvents, now: UInt64) -> [RawScan] {
        list.compactMap {
            guard case .scan(let scan) = events.take($0, now: now) else { return nil }
            return scan
        }
    }

    @Test func `a scan carries the kernel's time of its last key`() {
        var events = events()
        let typed = press(30, at: 50_000) + press(48, at: 50_008) + press(28, at: 50_016)
        let found = scans(typed, &events, now: 50_500)
        #expect(found == [RawScan(bytes: Array("ab".utf8)[...], arrival: 50_016)])
        #expect(events.due == nil)
    }

    @Test func `a pause ends a scan, by the clock or by the time of the next key`() {
        var events = events()
        _ = scans(press(30, at: 1_000), &events, now: 1_000)
        #expect(events.due == 1_100)
        #expect(events.end(now: 1_099) == nil)
        let first = events.end(now: 1_100)
        #expect(first?.bytes.elementsEqual("a".utf8) == true)
        #expect(first?.isEnded == false)
        _ = scans(press(30, at: 2_000), &events, now: 2_300)
        let found = scans(press(48, at: 2_200), &events, now: 2_300)
        #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a"])
        #expect(events.end(now: 2_300)?.bytes.elementsEqual("b".utf8) == true)
    }

    @Test func `a scanner with suffix has a second until a scan counts as cut`() {
        var events = events()
        _ = scans(press(30, at: 1_000) + press(28, at: 1_000), &events, now: 1_000)
        let slow = press(30, at: 2_000) + press(48, at: 2_900) + press(28, at: 3_500)
        #expect(scans(slow, &events, now: 3_500).map { String(decoding: $0.bytes, as: UTF8.self) } == ["ab"])
        _ = scans(press(30, at: 4_000), &events, now: 4_000)
        #expect(events.end(now: 4_999) == nil)
        #expect(events.end(now: 5_000)?.refusal == .incomplete)
    }

    @Test func `events after a drop are left out until the next report, and the scan is refused`() {
        var events = events()
        _ = scans(press(30, at: 1_000), &events, now: 1_000)
        #expect(events.take(InputEvent(type: 0, code: 3, value: 0), now: 1_001) == .nothing)
        #expect(events.take(InputEvent(type: 1, code: 28, value: 1), now: 1_001) == .nothing)
        #expect(events.take(InputEvent(type: 0, code: 0, value: 0), now: 1_001) == .resynchronise)
        events.hold(KeySet(), now: 1_001)
        #expect(scans(press(48, at: 1_002), &events, now: 1_002).isEmpty)
        #expect(scans(press(28, at: 1_003), &events, now: 1_003).map(\.refusal) == [.incomplete])
        #expect(
            scans(press(30, at: 1_004) + press(28, at: 1_005), &events, now: 1_005).map(\.refusal) == [nil]
        )
    }

    @Test func `a key that is down when the device is opened refuses the scan it may belong to`() {
        var events = events()
        events.hold(KeySet(bitmap: [0, 0, 0, 0b0100_0000]), now: 950)
        let found = scans(press(48, at: 1_000) + press(28, at: 1_001), &events, now: 1_001)
        #expect(found.map(\.refusal) == [.incomplete])
    }

    @Test func `a device that goes in the middle of a scan is told`() {
        var events = events()
        #expect(events.lose(now: 5) == nil)
        _ = scans(press(30, at: 1_000), &events, now: 1_000)
        #expect(events.lose(now: 1_001)?.refusal == .incomplete)
        #expect(events.lose(now: 1_002) == nil)
    }

    /// Times that the kernel would not give.
    @Test(arguments: [nil, 0, 999_999_999, UInt64.max]) func `a time that lies is replaced by the arrival`(
        _ time: UInt64?
    ) {
        var events = events()
        var typed = press(30, at: 0) + press(28, at: 0)
        for index in typed.indices { typed[index].time = time }
        let found = scans(typed, &events, now: 100_000)
        #expect(found == [RawScan(bytes: Array("a".utf8)[...], arrival: 100_000)])
    }

    @Test func `four thousand keys as fast as a descriptor takes them are all there`() async throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        let device = FileDescriptor(owning: ends[1])
        var reader = EventReader(FileDescriptor(owning: ends[0]))
        let poller = try Poller()
        var events = events(.swedish)
        // ]d2 with AltGr, then figures, then Enter; 40 keys each.
        let text = "]d20107350035400010" + String(repeating: "1", count: 20)
        let figures: [Character: UInt16] = [
            "1": 2, "2": 3, "3": 4, "4": 5, "5": 6, "7": 8, "0": 11, "d": 32, "]": 10,
        ]
        var all: [UInt8] = []
        for scan in 0..<100 {
            let time = BootClock.now()
            for character in text {
                let key = try #require(figures[character])
                let modifier = character == "]" ? [InputEvent(type: 1, code: 100, value: 1, time: time)] : []
                let release = modifier.map { InputEvent(type: 1, code: $0.code, value: 0, time: time) }
                all += (modifier + press(key, at: time) + release).flatMap(\.bytes)
            }
            all += press(scan % 2 == 0 ? 28 : 96, at: time).flatMap(\.bytes)
        }
        let sent = all
        async let writing = device.writeAll(sent, poller: poller, timeout: .seconds(60))
        var found: [RawScan] = []
        while found.count < 100 {
            guard let event = try reader.next() else {
                #expect(await poller.readable(reader.descriptor, timeout: .seconds(60)) == .ready)
                continue
            }
            if case .scan(let scan) = events.take(event, now: BootClock.now()) { found.append(scan) }
        }
        #expect(try await writing)
        #expect(found.allSatisfy { $0.refusal == nil && $0.bytes.elementsEqual(text.utf8) })
    }
}
