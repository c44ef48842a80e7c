import Glibc
import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1))) struct UnixSocketTests {
    let poller: Poller
    let path = "/tmp/budkavle-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"

    init() throws { poller = try Poller() }

    @Test func `a line goes there and its answer comes back`() async throws {
        let listener = try UnixListener(path: path, poller: poller)
        let serving = Task {
            guard var connection = try await listener.accept() else { return }
            let line = try await connection.readLine() ?? []
            _ = try await connection.write(Array("got ".utf8) + line + [0x0A])
        }
        var client = try UnixConnection.connect(to: path, poller: poller)
        #expect(try await client.write(Array("hello\n".utf8)))
        let answer = try #require(try await client.readLine(timeout: .seconds(60)))
        #expect(answer.elementsEqual("got hello".utf8))
        try await serving.value
        await #expect(throws: StreamError.disconnected) { _ = try await client.readLine() }
    }

    @Test func `only the group may connect`() throws {
        let listener = try UnixListener(path: path, poller: poller)
        var status = stat()
        try #require(stat(listener.path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
    }

    @Test func `a socket in use is left alone and a dead one is replaced`() throws {
        let first = try UnixListener(path: path, poller: poller)
        #expect(throws: Errno.inUse) { try UnixListener(path: first.path, poller: poller) }
        let dead = path + ".dead"
        defer { unlink(dead) }
        // A killed process leaves its name behind: here a second name for a socket that is closed by then.
        try {
            let dying = try UnixListener(path: path + ".dying", poller: poller)
            try #require(Glibc.link(dying.path, dead) == 0)
        }()
        let next = try UnixListener(path: dead, poller: poller)
        #expect(next.path == dead)
    }

    @Test func `a file at the path is never removed`() throws {
        let file = try FileDescriptor(opening: path, flags: O_CREAT | O_WRONLY)
        defer { unlink(path) }
        #expect(throws: Errno.inUse) { try UnixListener(path: path, poller: poller) }
        #expect(access(path, F_OK) == 0)
        _ = file
    }

    @Test func `a name that does not fit is refused`() throws {
        let long = "/tmp/" + String(repeating: "x", count: 200)
        #expect(throws: Errno.nameTooLong) { try UnixListener(path: long, poller: poller) }
        #expect(throws: Errno.invalid) { try UnixListener(path: "", poller: poller) }
    }

    @Test func `a line over the limit is dropped`() async throws {
        let listener = try UnixListener(path: path, poller: poller)
        let client = try UnixConnection.connect(to: path, poller: poller)
        var server = try #require(try await listener.accept(maximumLine: 16))
        #expect(try await client.write([UInt8](repeating: 0x61, count: 100) + Array("\nok\n".utf8)))
        #expect(try await server.readLine(timeout: .seconds(60))?.elementsEqual("ok".utf8) == true)
        #expect(server.overlong == 1)
    }
}
