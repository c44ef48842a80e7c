import ConfigFiles
import Glibc
import Testing

@testable import Agent

/// A broken text, and the line, key and words of the one fault that it has.
struct BrokenConfig: CustomTestStringConvertible {
    let text: String
    let line: Int?
    let key: String
    let words: String
    var testDescription: String { "\(key): \(words)" }

    /// Lines that follow a sound node, so the first of them is line 5.
    static func afterNode(_ text: String, line: Int?, _ key: String, _ words: String) -> Self {
        Self(text: soundNode + text, line: line, key: key, words: words)
    }

    /// Lines within a scanner's table, so the first of them is line 9.
    static func inScanner(_ text: String, line: Int? = 9, _ key: String, _ words: String) -> Self {
        let scanner = "[[input]]\nname = \"s\"\ntype = \"scanner\"\ndevice = \"tty\"\n"
        return afterNode(scanner + text, line: line, "input.\(key)", words)
    }

    /// Lines within a link's table, so the first of them is line 11.
    static func inLink(_ text: String, line: Int? = 11, _ key: String, _ words: String) -> Self {
        let link = "[[link]]\nname = \"l\"\ntype = \"https\"\n"
        return afterNode(soundCoordinator + link + text, line: line, "link.\(key)", words)
    }
}

struct ConfigFaultTests {
    let folder: ConfigFolder

    init() throws { folder = try ConfigFolder() }

    static let node: [BrokenConfig] = [
        BrokenConfig(text: "", line: nil, key: "node", words: "expected the [node] table"),
        BrokenConfig(
            text: "node = 3\n",
            line: 1,
            key: "node",
            words: "expected the [node] table, not an integer"
        ),
        BrokenConfig(
            text: "[node]\ncall_sign = \"a\"\nkind = \"hub\"\n",
            line: 1,
            key: "node.id",
            words: "missing; expected an integer from 1 to 4294967295"
        ),
        BrokenConfig(
            text: "[node]\nid = 0\ncall_sign = \"a\"\nkind = \"hub\"\n",
            line: 2,
            key: "node.id",
            words: "0 is out of range"
        ),
        BrokenConfig(
            text: "node.id = 1\nnode.call_sign = \"\"\nnode.kind = \"hub\"\n",
            line: 2,
            key: "node.call_sign",
            words: "1 to 64 bytes"
        ),
        BrokenConfig(
            text: "node = { id = 1, call_sign = \"a\", kind = \"vehcile\" }\n",
            line: 1,
            key: "node.kind",
            words: "one of vehicle, csu, hub, warehouse; did you mean 'vehicle'?"
        ),
        .afterNode("label = 4\n", line: 5, "node.label", "security-classified information does not belong"),
        .afterNode("label = 9\n", line: 5, "node.label", "expected an integer from 0 to 3"),
        .afterNode("colour = 1\n", line: 5, "node.colour", "known here: id, call_sign, kind"),
        .afterNode("[node.capacity]\nliter = 1\n", line: 6, "node.capacity.liter", "did you mean 'litter'?"),
        .afterNode("[position]\nmaximum_kmh = 5\n", line: 6, "position.maximum_kmh", "5 is out of range"),
        .afterNode(
            "[position]\nmaximum_kph = 90\n",
            line: 6,
            "position.maximum_kph",
            "did you mean 'maximum_kmh'?"
        ),
        .afterNode("[node.capacity]\nicu = -1\n", line: 6, "node.capacity.icu", "-1 is out of range"),
    ]

    static let tables: [BrokenConfig] = [
        .afterNode("[jornal]\n", line: 5, "jornal", "did you mean 'journal'?"),
        .afterNode("[stock]\ngln = \"7350000000007\"\n", line: 6, "stock.gln", "check digit"),
        .afterNode("[stock]\nbin = \"två ord\"\n", line: 6, "stock.bin", "printable ASCII"),
        .afterNode(
            "[journal]\ncommit_interval = 10.5\n",
            line: 6,
            "journal.commit_interval",
            "10.5 is out of"
        ),
        .afterNode(
            "[journal]\ncommit_interval = nan\n",
            line: 6,
            "journal.commit_interval",
            "from 0.1 to 10"
        ),
        .afterNode(
            "[journal]\ncommit_interval = \"5s\"\n",
            line: 6,
            "journal.commit_interval",
            "not a string"
        ),
        .afterNode(
            "[journal]\ncommit_interval = 07:32:00\n",
            line: 6,
            "journal.commit_interval",
            "a string, number"
        ),
        .afterNode(
            "[journal]\nquota = \"15 MiB\"\n",
            line: 6,
            "journal.quota",
            "a size from 16 MiB to 64 TiB"
        ),
        .afterNode("[journal]\nquota = \"1 GB\"\n", line: 6, "journal.quota", "not '1 GB'"),
        .afterNode("[journal]\nquota = 1073741824\n", line: 6, "journal.quota", "not an integer"),
        .afterNode("[journal]\nretention = 60\n", line: 6, "journal.retention", "60 is out of range"),
        .afterNode("[agent]\nlog_level = \"verbose\"\n", line: 6, "agent.log_level", "one of trace, debug"),
        .afterNode(
            "[coordinator]\nroot = \"00\"\nkey_set = \"ca.pem\"\n",
            line: 6,
            "coordinator.root",
            "64 hexa"
        ),
        .afterNode(
            soundCoordinator.replacing("coordinator.keys", with: "absent"),
            line: 7,
            "coordinator.key_set",
            "absent cannot be read: No such file or directory"
        ),
        .afterNode(
            soundCoordinator.replacing("coordinator.keys", with: "."),
            line: 7,
            "coordinator.key_set",
            "not a regular file"
        ),
    ]

    static let inputs: [BrokenConfig] = [
        .afterNode("[input]\nname = \"a\"\n", line: 5, "input", "expected tables with the header [[input]]"),
        .inScanner("buad = 9600\n", "buad", "did you mean 'baud'?"),
        .inScanner("baud = 9601\n", "baud", "9601 is no baud rate"),
        .inScanner("interval = 1\n", "interval", "only an input of type nmea or gpsd has this key"),
        .inScanner(
            "connect = \"127.0.0.1:1\"\n",
            "connect",
            "only an input of type nmea or gpsd has this key"
        ),
        .inScanner("tag_patterns = [\"ok\", \"*\"]\n", "tag_patterns", "'*' is no mask"),
        .inScanner("tag_patterns = \"PAT\"\n", "tag_patterns", "expected an array of masks"),
        .inScanner("private_patterns = [\"*\"]\n", "private_patterns", "'*' is no mask"),
        .inScanner("separator = \"å\"\n", "separator", "ASCII"),
        .inScanner("accepted_signal = \"å\"\n", "accepted_signal", "ASCII"),
        .inScanner("accepted_signal = \"a\\u0000\"\n", "accepted_signal", "NUL"),
        .inScanner(
            "[[input]]\nname = \"s\"\ntype = \"nmea\"\ndevice = \"b\"\n",
            line: 10,
            "name",
            "line 5 has the same name"
        ),
        .inScanner(
            "[[input]]\nname = \"b\"\ntype = \"nmea\"\ndevice = \"./tty\"\n",
            line: 12,
            "device",
            "the same device"
        ),
        .inScanner(
            "[[input]]\nname = \"b\"\ntype = \"nmea\"\ndevice = \"link\"\n",
            line: 12,
            "device",
            "the same device"
        ),
        .inScanner(
            "[[input]]\nname = \"b\"\ntype = \"nmae\"\ndevice = \"b\"\n",
            line: 11,
            "type",
            "did you mean 'nmea'?"
        ),
        .inScanner(
            "[[input]]\nname = \"B\"\ntype = \"nmea\"\ndevice = \"b\"\n",
            line: 10,
            "name",
            "'B' is not a name"
        ),
        .inScanner(
            "[[input]]\nname = \"agent\"\ntype = \"nmea\"\ndevice = \"b\"\n",
            line: 10,
            "name",
            "the agent itself"
        ),
    ]

    /// Lines within a receiver's table, so the first of them is line 8.
    static func inReceiver(
        _ type: String,
        _ text: String,
        line: Int? = 8,
        _ key: String,
        _ words: String
    ) -> BrokenConfig {
        .afterNode(
            "[[input]]\nname = \"g\"\ntype = \"\(type)\"\n" + text,
            line: line,
            "input.\(key)",
            words
        )
    }

    static let receivers: [BrokenConfig] = [
        inReceiver("nmea", "", line: 5, "device", "missing; expected the path of a serial device"),
        inReceiver("nmea", "connect = \"gps.example.se:5017\"\n", "connect", "names are not looked up"),
        inReceiver("nmea", "connect = \"192.168.1.1\"\n", "connect", "is not a numeric address and a port"),
        inReceiver("nmea", "listen = \"0.0.0.0:0\"\n", "listen", "such as \"0.0.0.0:5017\""),
        inReceiver(
            "nmea",
            "connect = \"192.168.1.1:1\"\nbaud = 9600\n",
            line: 9,
            "baud",
            "only an input on a serial line"
        ),
        inReceiver(
            "nmea",
            "device = \"a\"\nlisten = \"0.0.0.0:1\"\n",
            line: 9,
            "listen",
            "not also 'device'"
        ),
        inReceiver(
            "nmea",
            "connect = \"1.1.1.1:1\"\nlisten = \"0.0.0.0:1\"\n",
            line: 9,
            "listen",
            "not also 'connect'"
        ),
        inReceiver(
            "nmea",
            "device = \"a\"\nsender = \"1.1.1.1\"\n",
            line: 9,
            "sender",
            "only an input with 'listen'"
        ),
        inReceiver(
            "nmea",
            "listen = \"0.0.0.0:1\"\nsender = \"1.1.1.1:5\"\n",
            line: 9,
            "sender",
            "is not a numeric address"
        ),
        inReceiver(
            "nmea",
            "device = \"a\"\nreceiver = \"/dev/b\"\n",
            line: 9,
            "receiver",
            "only an input of type gpsd"
        ),
        inReceiver("gpsd", "device = \"a\"\n", "device", "only an input on a serial line"),
        inReceiver("gpsd", "listen = \"0.0.0.0:1\"\n", "listen", "only an input of type nmea"),
        inReceiver("gpsd", "receiver = \"/dev/a b\"\n", "receiver", "gpsd's devices"),
        inReceiver("gpsd", "receiver = '/dev/a\"b'\n", "receiver", "gpsd's devices"),
        inReceiver("gpsd", "connect = \"[::1]:99999\"\n", "connect", "names are not looked up"),
        inReceiver(
            "nmea",
            "listen = \"0.0.0.0:1\"\n[[input]]\nname = \"h\"\ntype = \"nmea\"\nlisten = \"0.0.0.0:1\"\n",
            line: 12,
            "listen",
            "the same listen"
        ),
    ]

    static let links: [BrokenConfig] = [
        .afterNode(
            "[[link]]\nname = \"l\"\ntype = \"https\"\nurl = \"https://a\"\n",
            line: nil,
            "coordinator",
            "missing; a node with links needs"
        ),
        .inLink("", line: 8, "url", "missing; expected an address"),
        .inLink("url = \"http://pecc.example.se\"\n", "url", "plain http goes only to this machine"),
        .inLink("url = \"http://127.0.0.1.example.se\"\n", "url", "plain http goes only to this machine"),
        .inLink("url = \"http://127.0.0.1@example.se\"\n", "url", "without user"),
        .inLink(
            "url = \"https://a\"\nstreams = [\"alarms\"]\n",
            line: 12,
            "streams",
            "did you mean 'alarm'?"
        ),
        .inLink("url = \"https://a\"\nstreams = []\n", line: 12, "streams", "empty"),
        .inLink(
            "url = \"https://a\"\nclient_key = \"client.key\"\n",
            line: 8,
            "client_certificate",
            "missing"
        ),
        .inLink("url = \"https://a\"\nca_file = \"no.pem\"\n", line: 12, "ca_file", "No such file"),
        .inLink("url = \"https://a\"\nproxy = \"ftp://a\"\n", line: 12, "proxy", "expected a proxy"),
        .inLink("url = \"https://a\"\ninterface = \"a/b\"\n", line: 12, "interface", "network interface"),
        .inLink("url = \"https://a\"\nbit_rate = 1\n", line: 12, "bit_rate", "1 is out of range"),
    ]

    @Test(arguments: node + tables + inputs + receivers + links)
    func `a broken key is the one fault, with its line and what was expected`(broken: BrokenConfig) throws {
        try folder.write("-", to: "tty")
        symlink("tty", "\(folder.path)/link")
        let faults = try folder.faults(broken.text)
        try #require(faults.count == 1, "\(faults)")
        #expect(faults[0].line == broken.line)
        #expect(faults[0].key == broken.key)
        #expect(faults[0].message.contains(broken.words), "\(faults[0].message)")
    }

    @Test func `everything that is wrong is told at once, in the order of the lines`() throws {
        let faults = try folder.faults(
            """
            [node]
            id = "seven"
            call_sing = "3390-1010"
            kind = "boat"

            [journal]
            commit_interval = 60

            [[input]]
            name = "gnss"
            type = "nmea"
            device = "/dev/ttyS1"
            baud = "fast"

            [[input]]
            name = "gnss"
            type = "scaner"
            device = "/dev/ttyS1"

            [[link]]
            name = "lte"
            type = "https"
            url = "ftp://x"
            """
        )
        let places = faults.map { "\($0.line ?? 0) \($0.key)" }
        #expect(
            places == [
                "0 coordinator", "1 node.call_sign", "2 node.id", "3 node.call_sing", "4 node.kind",
                "7 journal.commit_interval", "13 input.baud", "16 input.name", "17 input.type",
                "18 input.device",
                "23 link.url",
            ]
        )
    }

    @Test func `a fault prints as file, line, key and message`() throws {
        let faults = ConfigFaults(
            file: "agent.toml",
            faults: [
                ConfigFault(line: 9, key: "input.buad", message: "unknown key; did you mean 'baud'?"),
                ConfigFault(line: nil, key: "node", message: "missing\u{1B}[2J"),
            ]
        )
        #expect(
            faults.description == """
                agent.toml: node: missing\u{FFFD}[2J
                agent.toml:9: input.buad: unknown key; did you mean 'baud'?
                """
        )
    }

    @Test func `a missing file and a folder are faults of the file`() throws {
        let absent = folder.faults()
        #expect(absent.map(\.message) == ["cannot be read: No such file or directory"])
        #expect(throws: ConfigFaults.self) { try AgentConfig.load(path: folder.path) }
    }

    @Test func `a file beyond 256 KiB is refused, one of 256 KiB is read`() throws {
        let padding = AgentConfig.maximumBytes - soundNode.utf8.count
        let full = soundNode + String(repeating: "#", count: padding)
        #expect(try folder.faults(full) == [])
        #expect(try folder.faults(full + "#").map(\.message) == ["cannot be read: larger than 256 KiB"])
    }

    @Test func `what is no TOML is told with the line of the parser`() throws {
        let faults = try folder.faults(soundNode + "type = \n")
        #expect(faults.map(\.line) == [5])
        let twice = try folder.faults(soundNode + "id = 8\n")
        #expect(twice.map(\.line) == [5])
    }

    @Test func `bytes that are no text are refused`() throws {
        try folder.write(Array(soundNode.utf8) + [0xFF, 0xFE], to: "agent.toml")
        #expect(folder.faults().map(\.message) == ["not UTF-8 text"])
        try folder.write(Array(soundNode.utf8) + [0], to: "agent.toml")
        #expect(folder.faults().map(\.line) == [5])
    }

    @Test(arguments: [
        ("a", ".a", " = 1"), ("[a", ".a", "]"), ("a = ", "[", ""), ("a = ", "{a=", ""), ("", "[", ""),
        ("", "\"", ""),
    ])
    func `a text that nests without end is a fault and no crash`(
        start: String,
        middle: String,
        end: String
    ) throws {
        #expect(try !folder.faults(start + String(repeating: middle, count: 80_000) + end).isEmpty)
    }

    @Test(arguments: [
        "[\n", "[\r]", "[=]", "[[[a]]]", "[]", "[a.]", "= 1", "a. = 1", "a = {=1}", "\u{FEFF}[=", "[\u{C}",
    ])
    func `an empty key is a fault and no crash`(text: String) throws {
        #expect(try folder.faults(text).map(\.line) == [1])
    }

    @Test func `no damage of a sound file crashes the reader`() throws {
        let scanner = "[[input]]\nname = \"s\"\ntype = 'scanner'\nbaud = 0x1F\ntag_patterns = [\"#*\", '@']\n"
        let rest =
            "[ a . \"b\" ]\nc = { d = 1.5e3, e = +inf }\nf = \"\"\"\n\\u0041\"\"\"\ng = [-1, 0b11, 0o17, true]\n"
        let sound = Array((soundNode + scanner + soundCoordinator + rest).utf8)
        let marks = Array("\n\"'.=[]{},#\\_-+ 0eTuU\r\t\u{0}\u{1}\u{e9}".utf8)
        var state: UInt64 = 7
        func random(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<3000 {
            var damaged = sound
            for _ in 0...random(below: 3) {
                let place = random(below: damaged.count)
                switch random(below: 4) {
                case 0: damaged[place] = marks[random(below: marks.count)]
                case 1: damaged.insert(marks[random(below: marks.count)], at: place)
                case 2: damaged.remove(at: place)
                default: damaged.removeSubrange(place..<min(damaged.count, place + random(below: 40)))
                }
            }
            try folder.write(damaged, to: "agent.toml")
            _ = folder.faults()
        }
    }
}
