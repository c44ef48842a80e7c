import Glibc
import LinuxIO
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct FolderWatchTests {
    private let poller: Poller
    private let folder: TemporaryFolder

    init() throws {
        poller = try Poller()
        folder = try TemporaryFolder()
    }

    @Test func `what comes, goes and changes wakes once until it is drained`() async throws {
        let watch = try FolderWatch(folder.path)
        #expect(!watch.drain())
        let file = folder.path + "/event0"
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
        #expect(throws: Errno.notFound) { try FolderWatch(folder.path + "/missing") }
    }
}
