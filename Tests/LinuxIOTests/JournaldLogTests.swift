import Logging
import Testing

@testable import LinuxIO

struct JournaldLogTests {
    private static let lines: [(Logger.Level, String, String)] = [
        (.critical, "the disk is full", "<2>the disk is full\n"),
        (.error, "a", "<3>a\n"),
        (.warning, "b", "<4>b\n"),
        (.notice, "c", "<5>c\n"),
        (.info, "d", "<6>d\n"),
        (.debug, "e", "<7>e\n"),
        (.trace, "", "<7>\n"),
        (.error, "one\n<0>two\r\nthree\u{2028}four", "<3>one <0>two three four\n"),
    ]

    @Test(arguments: lines) func `each message is one line with its priority`(
        level: Logger.Level,
        message: String,
        line: String
    ) {
        #expect(String(decoding: JournaldLog.line(level, message), as: UTF8.self) == line)
    }
}
