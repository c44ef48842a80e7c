import Glibc
import LinuxIO
import Testing

@testable import Inputs

@Suite(.timeLimit(.minutes(1))) struct DeviceWaitTests {
    private let poller: Poller
    private let parent: String
    private let folder: String

    init() throws {
        poller = try Poller()
        var template = Array("/tmp/wait.XXXXXX".utf8CString)
        parent = try #require(mkdtemp(&template).map { String(cString: $0) })
        folder = parent + "/input"
    }

    /// Whether somebody who waits now hears what happens.
    private func hears(_ wait: DeviceWait, _ happening: () -> Int32) async throws -> Bool {
        #expect(happening() == 0)
        let watch = try #require(wait.watch)
        return await poller.readable(watch.descriptor, timeout: .seconds(5)) == .ready
    }

    @Test func `a folder that goes with its last device is watched again when it is back`() async throws {
        defer {
            rmdir(folder + "/event0")
            rmdir(folder)
            rmdir(parent)
        }
        var wait = DeviceWait(folder: folder, poller: poller)
        for _ in 0..<2 {
            wait.prepare()
            #expect(try await hears(wait) { mkdir(folder, 0o700) }, "the folder comes")
            wait.prepare()
            #expect(try await hears(wait) { mkdir(folder + "/event0", 0o700) }, "a device comes")
            wait.prepare()
            #expect(try await hears(wait) { rmdir(folder + "/event0") }, "the device goes")
            wait.prepare()
            #expect(try await hears(wait) { rmdir(folder) }, "the folder goes")
        }
    }
}
