import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(2))) struct LineReaderTests {
    let poller: Poller
    let terminal: PseudoTerminal
    let device: FileDescriptor
    let port: SerialPort

    init() throws {
        poller = try Poller()
        terminal = try PseudoTerminal()
        device = try #require(terminal.descriptor)
        port = try SerialPort(opening: terminal.path)
    }

    private func lines(_ reader: inout LineReader, _ count: Int) async throws -> [String] {
        var lines: [String] = []
        while lines.count < count, let line = try await reader.next(timeout: .seconds(60)) {
            lines.append(String(decoding: line.bytes, as: UTF8.self))
        }
        return lines
    }

    @Test func `CR, LF and CRLF each end a line once`() async throws {
        var reader = LineReader(port.descriptor, poller: poller)
        _ = try await device.writeAll(Array("a\rb\nc\r\n\r\n\nd\n".utf8), poller: poller)
        #expect(try await lines(&reader, 4) == ["a", "b", "c", "d"])
        #expect(reader.tally.bytes == 12)
    }

    @Test func `halves are put together`() async throws {
        var reader = LineReader(port.descriptor, poller: poller)
        _ = try await device.writeAll(Array("one\ntw".utf8), poller: poller)
        #expect(try await lines(&reader, 1) == ["one"])
        await #expect(throws: StreamError.silent) { try await reader.next(timeout: .milliseconds(10)) }
        _ = try await device.writeAll(Array("o\n".utf8), poller: poller)
        let line = try #require(try await reader.next())
        #expect(line.bytes.elementsEqual("two".utf8))
        #expect(line.arrival <= BootClock.now() && line.arrival + 5_000 > BootClock.now())
    }

    @Test(arguments: [(7, 0), (8, 0), (9, 1), (100, 1)])
    func `a line longer than the capacity is dropped and counted once`(
        length: Int,
        dropped: UInt64
    ) async throws {
        var reader = LineReader(port.descriptor, poller: poller, capacity: 8)
        let long = String(repeating: "x", count: length)
        _ = try await device.writeAll(Array("a\n\(long)\nb\n".utf8), poller: poller)
        let expected = dropped == 0 ? ["a", long, "b"] : ["a", "b"]
        #expect(try await lines(&reader, expected.count) == expected)
        #expect(reader.tally.overlong == dropped)
    }

    @Test func `fifty megabytes without an end take no memory and the next line is read`() async throws {
        let poller = poller
        let device = device
        let sender = Task {
            let block = [UInt8](repeating: 0x78, count: 1 << 20)
            for _ in 0..<50 { _ = try await device.writeAll(block, poller: poller) }
            _ = try await device.writeAll(Array("\nnext\n".utf8), poller: poller)
        }
        var reader = LineReader(port.descriptor, poller: poller)
        #expect(try await lines(&reader, 1) == ["next"])
        #expect(reader.tally.overlong == 1)
        #expect(reader.tally.bytes == 50 << 20 + 6)
        try await sender.value
    }

    @Test func `own terminators leave other ends in the line`() async throws {
        var reader = LineReader(port.descriptor, poller: poller, terminators: [0x03])
        _ = try await device.writeAll(Array("a\rb\u{3}c\u{3}".utf8), poller: poller)
        #expect(try await lines(&reader, 2) == ["a\rb", "c"])
    }

    @Test func `unplugging throws disconnected`() async throws {
        let terminal = try PseudoTerminal()
        let port = try SerialPort(opening: terminal.path)
        var reader = LineReader(port.descriptor, poller: poller)
        terminal.hangUp()
        await #expect(throws: StreamError.disconnected) {
            _ = try await reader.next(timeout: .seconds(60))
        }
    }

    @Test func `cancellation ends the wait with nil`() async throws {
        let (descriptor, poller) = (port.descriptor, poller)
        let task = Task {
            var reader = LineReader(descriptor, poller: poller)
            return try await reader.next()
        }
        task.cancel()
        #expect(try await task.value == nil)
    }
}
