import Glibc
import LinuxIO
import Testing

@Suite struct CodeMappingTests {
    @Test(arguments: [
        ("7f00-7f80 r-xp 00001000 fe:01 1234   /usr/bin/budkavle", true),
        ("7f00-7f80 r-xp 00001000 fe:01 1234   /opt/a folder/libx.so (deleted)", true),
        ("ffffffffffff0000-ffffffffffffffff r-xp 0 0:0 1 /x", true),
        ("7f00-7f80 r--p 00001000 fe:01 1234   /usr/bin/budkavle", false),
        ("7f00-7f80 rw-p 00001000 fe:01 1234   /usr/bin/budkavle", false),
        ("7f00-7f80 rwxp 00001000 fe:01 1234   /usr/bin/budkavle", false),
        ("7f00-7f80 r-xs 00001000 fe:01 1234   /usr/bin/budkavle", false),
        ("7f00-7f80 r-xp 00000000 00:00 0      [vdso]", false),
        ("7f00-7f80 r-xp 00000000 00:00 0 ", false),
        ("7f80-7f00 r-xp 00001000 fe:01 1234   /usr/bin/budkavle", false),
        ("0-7f80 r-xp 00001000 fe:01 1234   /usr/bin/budkavle", false),
        ("7f00-7f80-7f90 r-xp 00001000 fe:01 1234   /usr/bin/budkavle", false),
        ("7f00 r-xp 00001000 fe:01 1234   /usr/bin/budkavle", false),
        ("10000000000000000-10000000000000001 r-xp 0 fe:01 1234 /usr/bin/budkavle", false),
        ("", false),
    ])
    func `only code that comes from a file counts`(line: String, isCode: Bool) {
        #expect((CodeMapping(line: line[...]) != nil) == isCode)
    }

    @Test func `the bounds are read as hexadecimal`() throws {
        let mapping = try #require(CodeMapping(line: "7f00-7fa0 r-xp 00001000 fe:01 1234 /usr/bin/budkavle"))
        #expect(mapping.start == 0x7f00)
        #expect(mapping.end == 0x7fa0)
    }

    @Test func `code that is let go takes less memory, and runs on`() throws {
        let before = try residentCode()
        try CodeMapping.letGo()
        let after = try residentCode()
        #expect(before > 0)
        #expect(after < before)
    }

    /// How much code of this process is in memory, in KiB.
    private func residentCode() throws -> Int {
        let file = try FileDescriptor(opening: "/proc/self/smaps", flags: O_RDONLY)
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = try file.read(into: &buffer), count > 0 { text += buffer.prefix(count) }
        var isCode = false
        var total = 0
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count >= 5, words[0].contains("-") {
                isCode = CodeMapping(line: line) != nil
            } else if isCode, words.first == "Rss:" {
                total += try #require(Int(words[1]))
            }
        }
        return total
    }
}
