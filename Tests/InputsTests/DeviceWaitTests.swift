import Glibc
import LinuxIO
import TestKit
import Testing

@testable import Inputs

@Suite(.timeLimit(.minutes(1))) struct DeviceWaitTests {
    private let poller: Poller
    private let parent: TemporaryFolder
    private var folder: String { parent.path + "/input" }

    init() throws {
        poller = try Poller()
        parent = try TemporaryFolder()
    }

    /// Whether somebody who waits now hears what happens.
    private func hears(_ wait: DeviceWait, _ happening: () -> Int32) async throws -> Bool {
        #expect(happening() == 0)
        let watch = try #require(wait.watch)
        return await poller.readable(watch.descriptor, timeout: .seconds(5)) == .ready
    }

    @Test func `a folder that goes with its last device is watched again when it is back`() async throws {
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
