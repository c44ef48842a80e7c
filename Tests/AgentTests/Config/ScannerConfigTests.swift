import Codecs
import ConfigFiles
import Inputs
import LinuxIO
import Testing

@testable import Agent

struct ScannerConfigTests {
    let folder: ConfigFolder

    init() throws { folder = try ConfigFolder() }

    private func scanner(_ lines: String) -> String {
        soundNode + "[[input]]\nname = \"s\"\ntype = \"scanner\"\n" + lines
    }

    private static let connections: [(text: String, connection: InputSettings.Connection)] = [
        (
            "keyboard = \"/dev/input/by-id/usb-scanner-event-kbd\"\n",
            .keyboard(KeyboardDevice(rule: .path("/dev/input/by-id/usb-scanner-event-kbd")))
        ),
        (
            "keyboard = { vendor = 0x0c2e, product = 0x0b61, name = \"Voyager\" }\nlayout = \"se\"\npause = 0.25\n",
            .keyboard(
                KeyboardDevice(
                    rule: .identity(vendor: 0x0C2E, product: 0x0B61, name: "Voyager"),
                    map: .swedish,
                    pause: .milliseconds(250)
                )
            )
        ),
        (
            "keyboard.name = \"Voyager\"\nlayout = \"de\"\n",
            .keyboard(
                KeyboardDevice(rule: .identity(vendor: nil, product: nil, name: "Voyager"), map: .german)
            )
        ),
        ("hid = \"/dev/hidraw0\"\nlate = false\n", .hid(.path("/dev/hidraw0"))),
        ("hid = { vendor = 1504 }\n", .hid(.identity(vendor: 0x05E0, product: nil, name: nil))),
    ]

    @Test(arguments: connections)
    func `a scanner may type or be a point-of-sale device`(
        _ text: String,
        _ connection: InputSettings.Connection
    ) throws {
        #expect(try folder.load(scanner(text)).inputs.map(\.connection) == [connection])
    }

    @Test func `signals and lateness belong to the scanner`() throws {
        let text = "device = \"tty\"\nduplicate_signal = \"\\u0007d\"\nexpired_signal = \"e\"\nlate = true\n"
        guard case .scanner(let settings) = try folder.load(scanner(text)).inputs.first?.device else {
            Issue.record("no scanner")
            return
        }
        #expect(settings.late == true)
        #expect(settings.signals == .init(duplicate: [7, 0x64], expired: [0x65]))
    }

    /// Lines of a scanner whose first is line 8, and the one fault that they have.
    private static let broken: [(text: String, line: Int?, key: String, words: String)] = [
        ("", 5, "device", "missing"),
        ("device = \"a\"\nkeyboard = \"b\"\n", 9, "keyboard", "only a scanner without 'device' has this key"),
        ("keyboard = \"b\"\nhid = \"c\"\n", 9, "hid", "only a scanner without 'keyboard' has this key"),
        ("keyboard = 5\n", 8, "keyboard", "expected a path, or a table"),
        ("keyboard = {}\n", 8, "keyboard", "expected a 'vendor' or a 'name'"),
        ("keyboard = { product = 1 }\n", 8, "keyboard", "expected a 'vendor' or a 'name'"),
        ("hid = { vendor = 0 }\n", 8, "hid.vendor", "0 is out of range"),
        ("hid = { vendor = 0x10000 }\n", 8, "hid.vendor", "65536 is out of range"),
        ("hid = { name = \"\" }\n", 8, "hid.name", "of 1 to 128 bytes"),
        ("hid = { vendor = 1, serial = 2 }\n", 8, "hid.serial", "unknown key"),
        ("keyboard = \"b\"\nlayout = \"uk\"\n", 9, "layout", "'uk' is not one of us, se, de"),
        ("keyboard = \"b\"\npause = 5\n", 9, "pause", "5 is out of range"),
        ("hid = \"b\"\nlayout = \"us\"\n", 9, "layout", "only a scanner with 'keyboard' has this key"),
        ("device = \"b\"\npause = 1\n", 9, "pause", "only a scanner with 'keyboard' has this key"),
        ("keyboard = \"b\"\nbaud = 9600\n", 9, "baud", "only a scanner on a serial line has this key"),
        (
            "keyboard = \"b\"\naccepted_signal = \"a\"\n", 9, "accepted_signal",
            "only a scanner on a serial line has this key"
        ),
        ("device = \"b\"\nlate = \"yes\"\n", 9, "late", "expected true or false"),
        (
            "device = \"b\"\n[[input]]\nname = \"s.late\"\ntype = \"gpsd\"\n", 10, "name",
            "the stored scans of 's' have this name"
        ),
        (
            "keyboard = \"/dev/k\"\n[[input]]\nname = \"t\"\ntype = \"scanner\"\nkeyboard = \"/dev/k\"\n", 12,
            "keyboard", "has the same keyboard"
        ),
    ]

    @Test(arguments: broken)
    func `each fault is named with its line`(
        _ text: String,
        _ line: Int?,
        _ key: String,
        _ words: String
    ) throws {
        let faults = try folder.faults(scanner(text))
        #expect(faults.map(\.key) == ["input." + key], "\(faults)")
        #expect(faults.first?.line == line)
        #expect(faults.first?.message.contains(words) == true, "\(faults)")
    }

    @Test func `two scanners of one model are two inputs`() throws {
        let one = "keyboard = { vendor = 0x0c2e }\n"
        let other = "[[input]]\nname = \"t\"\ntype = \"scanner\"\n" + one
        #expect(try folder.load(scanner(one + other)).inputs.count == 2)
    }

    @Test func `a receiver has none of a scanner's keys`() throws {
        let text = soundNode + "[[input]]\nname = \"g\"\ntype = \"gpsd\"\nkeyboard = \"k\"\nlate = true\n"
        #expect(try folder.faults(text).map(\.key) == ["input.keyboard", "input.late"])
    }
}
