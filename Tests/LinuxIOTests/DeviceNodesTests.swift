import Glibc
import LinuxIO
import TestKit
import Testing

@Suite struct DeviceNodesTests {
    @Test func `nodes are listed by number, and other names are left out`() throws {
        let place = try TemporaryFolder()
        let folder = place.path
        let names = ["event10", "event2", "event", "event-1", "eventful", "mouse0", "event99999999999"]
        for name in names { #expect(mkdir("\(folder)/\(name)", 0o700) == 0) }
        #expect(DeviceNodes.names(in: folder, prefix: "event") == ["event2", "event10"])
        #expect(DeviceNodes.names(in: folder + "/missing", prefix: "event") == [])
    }
}
