import ConfigFiles
import FieldModel
import Glibc
import Inputs
import LinuxIO
import Testing

@testable import Agent

struct AgentConfigTests {
    let folder: ConfigFolder

    init() throws { folder = try ConfigFolder() }

    @Test func `a node alone is a whole configuration, with every default`() throws {
        let config = try folder.load(soundNode)
        #expect(config.nodeID == NodeID(7))
        #expect(config.profile == UnitProfile(callSign: "3390-1010", kind: .vehicle))
        #expect(config.label == .limited)
        #expect(config.stock == StockLocation())
        #expect(config.keyDirectory == "/var/lib/budkavle/keys")
        #expect(
            config.journal
                == JournalPlace(directory: "/var/lib/budkavle/journal", commitInterval: .seconds(10))
        )
        #expect(config.inputs.isEmpty && config.links.isEmpty && config.coordinator == nil)
        #expect(config.socket == "/run/budkavle/agent.sock")
        #expect("\(config.logLevel)" == "info")
    }

    @Test(
        arguments: [
            ("[node]\nkind = \"submarine\"\n[agent]\nsocket = \"a.sock\"\nlog = 1\n", "a.sock"),
            ("[agent]\nsocket = 5\n", nil), ("[agent\nsocket = \"a.sock\"\n", nil), ("\0", nil), ("", nil),
        ] as [(String, String?)]
    )
    func `a file with faults still tells where its agent answers`(text: String, name: String?) throws {
        #expect(try !folder.faults(text).isEmpty)
        let expected = name.map { "\(folder.path)/\($0)" } ?? "/run/budkavle/agent.sock"
        #expect(AgentConfig.socket(path: folder.file) == expected)
        #expect(AgentConfig.socket(path: folder.path) == nil)
        #expect(AgentConfig.socket(path: "\(folder.path)/none") == nil)
    }

    @Test func `a journal has a gibibyte and ninety days unless something else is said`() throws {
        #expect(try folder.load(soundNode).journal.quota == 1_073_741_824)
        #expect(try folder.load(soundNode).journal.retention == .seconds(90 * 86_400))
        let journal = try folder.load(
            soundNode + "[journal]\nquota = \"16 MiB\"\nretention = 86400\n"
        ).journal
        #expect(journal.quota == 16_777_216 && journal.retention == .seconds(86_400))
    }

    @Test func `an unknown capacity is not zero`() throws {
        let config = try folder.load(soundNode + "[node.capacity]\nlitter = 1\nicu = 0\n")
        #expect(config.profile.capacity == Capacity(litter: 1, icu: 0))
    }

    @Test func `inputs have the defaults of their type`() throws {
        let config = try folder.load(
            soundNode + """
                [[input]]
                name = "gnss"
                type = "nmea"
                device = "/dev/ttyS1"
                interval = 0.5
                [[input]]
                name = "scanner"
                type = "scanner"
                device = "tty"
                parity = "even"
                data_bits = 7
                tag_patterns = ["PAT-######"]
                private_patterns = ["RES########"]
                prefix = "\\u0010"
                separator = "~1"
                accepted_signal = "\\u001b[6q"
                refused_signal = ""
                """
        )
        let gnss = SerialLineSettings(path: "/dev/ttyS1", baud: 9600, parity: .none, dataBits: 8, stopBits: 1)
        let tty = SerialLineSettings(
            path: "\(folder.path)/tty",
            baud: 115_200,
            parity: .even,
            dataBits: 7,
            stopBits: 1
        )
        let scanner = ScannerSettings(
            tagPatterns: ["PAT-######"],
            privatePatterns: ["RES########"],
            prefix: [0x10],
            separator: Array("~1".utf8),
            signals: .init(accepted: Array("\u{1B}[6q".utf8), refused: [])
        )
        #expect(config.inputs.map(\.name.rawValue) == ["gnss", "scanner"])
        #expect(config.inputs.map(\.connection) == [.serial(gnss), .serial(tty)])
        #expect(config.inputs.map(\.device) == [.nmea(interval: .milliseconds(500)), .scanner(scanner)])
    }

    @Test func `a receiver may be on the network or behind gpsd`() throws {
        let config = try folder.load(
            soundNode + """
                [[input]]
                name = "tcp"
                type = "nmea"
                connect = "192.168.1.1:5017"
                [[input]]
                name = "udp"
                type = "nmea"
                listen = "0.0.0.0:5017"
                sender = "192.168.1.1"
                [[input]]
                name = "gpsd"
                type = "gpsd"
                [[input]]
                name = "far"
                type = "gpsd"
                connect = "[::1]:2948"
                receiver = "/dev/ttyACM0"
                interval = 10
                """
        )
        let gateway = try #require(NetworkAddress("192.168.1.1:5017"))
        let listening = try #require(NetworkAddress("0.0.0.0:5017"))
        let local = try #require(NetworkAddress("127.0.0.1:2947"))
        let far = try #require(NetworkAddress("[::1]:2948"))
        let sender = try #require(NetworkAddress("192.168.1.1", defaultPort: 0))
        #expect(
            config.inputs.map(\.connection) == [
                .tcp(gateway), .udp(listening, sender: sender), .tcp(local), .tcp(far),
            ]
        )
        #expect(
            config.inputs.map(\.device) == [
                .nmea(interval: .seconds(1)), .nmea(interval: .seconds(1)),
                .gpsd(receiver: nil, interval: .seconds(1)),
                .gpsd(receiver: "/dev/ttyACM0", interval: .seconds(10)),
            ]
        )
        #expect(
            config.inputs.map(\.connection.name) == [
                "tcp://192.168.1.1:5017", "udp://0.0.0.0:5017", "tcp://127.0.0.1:2947", "tcp://[::1]:2948",
            ]
        )
    }

    @Test func `a link has its defaults, and relative files belong to the folder of the configuration`()
        throws
    {
        let link =
            "[[link]]\nname = \"lte\"\ntype = \"https\"\nurl = \"https://pecc.example.se/\"\nca_file = \"ca.pem\"\n"
        let config = try folder.load(soundNode + soundCoordinator + link)
        let read = try #require(config.links.first)
        #expect(read.address.description == "https://pecc.example.se")
        #expect(read.authorityFile == "\(folder.path)/ca.pem")
        #expect(read.streams == Set(FieldModel.Stream.allCases))
        #expect((read.bitRate, read.cost) == (1_000_000, 1))
        #expect((read.stallTimeout, read.reportInterval) == (.seconds(30), .seconds(10)))
        #expect(config.coordinator?.root.first == 0xD7)
        #expect(config.coordinator?.keySet == "\(folder.path)/coordinator.keys")
    }

    @Test(arguments: ["vehicle", "csu", "warehouse"])
    func `the example of a node is valid`(name: String) throws {
        let example = ConfigFile(path: "\(BoardFiles.repository)/firmware-config/nodes/\(name).toml")
        let text = String(decoding: try example.read(limit: AgentConfig.maximumBytes), as: UTF8.self)
        let here = text.split(separator: "/etc/budkavle", omittingEmptySubsequences: false)
            .joined(separator: folder.path)
        let board = try #require(here.split(separator: "\nfile = \"").last?.prefix { $0 != "\"" })
        let bytes = try ConfigFile(path: "\(BoardFiles.folder)/\(board).toml").read(
            limit: AgentConfig.maximumBytes
        )
        try folder.write(bytes, to: "\(board).toml")
        defer { unlink("\(folder.path)/\(board).toml") }
        let maps = here.split(separator: "\nmap = \"").dropFirst().compactMap {
            $0.split(separator: "\"").first
        }
        for map in maps {
            let place = "\(BoardFiles.repository)/firmware-config/modbus/\(map).toml"
            try folder.write(ConfigFile(path: place).read(limit: AgentConfig.maximumBytes), to: "\(map).toml")
        }
        defer { for map in maps { unlink("\(folder.path)/\(map).toml") } }
        #expect(try folder.faults(here) == [])
    }

    @Test func `positions have the limits of the unit's type unless a speed is said`() throws {
        let plain = try folder.load(soundNode)
        #expect(plain.position == PositionSettings() && plain.fixInterval == .seconds(1))
        let table = try folder.load(
            soundNode + """
                [position]
                maximum_kmh = 180
                [[input]]
                name = "roof"
                type = "nmea"
                device = "/dev/ttyS1"
                interval = 30
                [[input]]
                name = "router"
                type = "nmea"
                device = "/dev/ttyS2"
                interval = 5
                """
        )
        #expect(table.position.maximumSpeed == 50)
        #expect(table.fixInterval == .seconds(5))
        #expect(plain.difference(to: table).contains(.position))
        #expect(plain.taking(table).position == table.position)
    }

    @Test func `reloading takes over what a running agent can and leaves the rest`() throws {
        let old = try folder.load(soundNode)
        let new = try folder.load(
            """
            [node]
            id = 8
            call_sign = "3390-1020"
            kind = "vehicle"
            label = 2
            [journal]
            commit_interval = 1
            [agent]
            log_level = "debug"
            """
        )
        let difference = old.difference(to: new)
        #expect(difference == [.nodeID, .unit, .journal, .logLevel])
        #expect(difference.filter(\.isReloadable) == [.unit, .logLevel])
        #expect(old.difference(to: old.taking(new)) == [.unit, .logLevel])
        #expect(old.taking(new).difference(to: new) == [.nodeID, .journal])
    }
}
