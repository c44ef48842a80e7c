import Glibc
import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1))) struct FolderWatchTests {
    private let poller: Poller
    private let folder: String

    init() throws {
        poller = try Poller()
        var template = Array("/tmp/watch.XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    @Test func `what comes, goes and changes wakes once until it is drained`() async throws {
        defer { rmdir(folder) }
        let watch = try FolderWatch(folder)
        #expect(!watch.drain())
        let file = folder + "/event0"
        for change in [
            { close(open(file, O_CREAT | O_WRONLY, 0o600)) }, { chmod(file, 0o640) }, { unlink(file) },
        ] {
            #expect(change() == 0)
            #expect(await poller.readable(watch.descriptor, timeout: .seconds(30)) == .ready)
            #expect(watch.drain())
            #expect(!watch.drain())
        }
    }

    @Test func `a folder that is missing says so`() {
        rmdir(folder)
        #expect(throws: Errno.notFound) { try FolderWatch(folder) }
    }
}
