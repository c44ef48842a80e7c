import Glibc
import LinuxIO
import Testing

@Suite struct DeviceNodesTests {
    @Test func `nodes are listed by number, and other names are left out`() throws {
        var template = Array("/tmp/nodes.XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let names = ["event10", "event2", "event", "event-1", "eventful", "mouse0", "event99999999999"]
        defer {
            for name in names { rmdir("\(folder)/\(name)") }
            rmdir(folder)
        }
        for name in names { #expect(mkdir("\(folder)/\(name)", 0o700) == 0) }
        #expect(DeviceNodes.names(in: folder, prefix: "event") == ["event2", "event10"])
        #expect(DeviceNodes.names(in: folder + "/missing", prefix: "event") == [])
    }
}
