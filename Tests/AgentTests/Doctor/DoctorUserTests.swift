import ConfigFiles
import Glibc
import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(1))) struct DoctorUserTests {
    @Test func `groups are told apart while several devices are looked at`() async throws {
        let lines = try String(decoding: ConfigFile(path: "/etc/group").read(limit: 1 << 20), as: UTF8.self)
            .split(separator: "\n").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        let names = Dictionary(
            lines.compactMap { line in line.count > 2 ? gid_t(line[2]).map { ($0, String(line[0])) } : nil },
            uniquingKeysWith: { first, _ in first }
        )
        try #require(names.count > 1)
        let wrong = await withTaskGroup(of: Int.self) { group in
            for (id, name) in names {
                group.addTask { (0..<200).count { _ in DoctorUser.name(ofGroup: id) != name } }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    @Test func `a group that does not exist has no name`() {
        #expect(DoctorUser.name(ofGroup: 3_999_999_999) == nil)
    }
}
