import ConfigFiles
import FieldModel
import Hardware
import LinuxIO
import Testing

@testable import Agent

struct BoardTests {
    let folder: ConfigFolder

    init() throws { folder = try ConfigFolder() }

    @Test func `a node takes lines, ports and rates from its board`() throws {
        try folder.write(soundBoard, to: "board.toml")
        let config = try folder.load(
            soundNode + boardTable + """
                [[input]]
                name = "roof"
                type = "nmea"
                device = "port:gnss"
                [[input]]
                name = "reader"
                type = "scanner"
                device = "port:com2"
                [[line]]
                name = "di2"
                role = "door"
                active_low = true
                bias = "pull-up"
                debounce = 0.2
                """
        )
        let board = try #require(config.board)
        #expect(board.title == "A board for tests" && board.file == "\(folder.path)/board.toml")
        #expect(board.bus(named: "probes")?.parity == .even)
        #expect(board.port(named: "com2")?.turnaround == .kernel)
        #expect(
            config.inputs.map(\.connection) == [
                .serial(.init(path: "/dev/ttyS1", baud: 38400, parity: .none, dataBits: 8, stopBits: 1)),
                .serial(.init(path: "/dev/ttyS2", baud: 115_200, parity: .none, dataBits: 8, stopBits: 1)),
            ]
        )
        #expect(config.lines.map(\.name.rawValue) == ["di1", "di2", "do1"])
        #expect(config.lines.map(\.role) == [.ignition, .door, .unused])
        #expect(config.lines.map(\.chip) == ["chip", "chip", "chip"])
        #expect(config.lines.map(\.place) == [.offset(1), .name("DI2"), .offset(3)])
        #expect(
            config.lines.map(\.isActiveLow) == [true, false, false],
            "di2: low on the board, inverted by the node"
        )
        #expect(config.lines.map(\.bias) == [.asIs, .pullUp, .asIs])
        #expect(config.lines.map(\.debounce) == [.milliseconds(20), .milliseconds(200), .milliseconds(20)])
    }

    @Test func `lines do without a board`() throws {
        let config = try folder.load(
            soundNode + """
                [[line]]
                name = "wheel"
                chip = "gpiochip0"
                offset = 5
                role = "odometer"
                millimetres_per_pulse = 157
                [[line]]
                name = "lamp"
                chip = "/dev/gpiochip1"
                kernel_line = "LED"
                direction = "output"
                role = "accepted-light"
                """
        )
        #expect(config.board == nil)
        #expect(config.lines.map(\.role) == [.odometer(millimetresPerPulse: 157), .acceptedLight])
        #expect(config.lines[0].debounce == .milliseconds(1), "a pulse is shorter than a bounce of a door")
    }

    @Test func `a network port of the board takes the place of an address`() throws {
        try folder.write(
            """
            [board]
            name = "router"
            title = "A router"
            source = "https://example.org/manual"
            [[port]]
            name = "gnss"
            kind = "udp"
            listen = "0.0.0.0:5017"
            sender = "192.168.1.1"
            [[port]]
            name = "modbus"
            kind = "tcp"
            connect = "192.168.1.1:502"
            [[bus]]
            name = "gateway"
            port = "modbus"
            """,
            to: "board.toml"
        )
        let input = "[[input]]\nname = \"roof\"\ntype = \"nmea\"\ndevice = \"port:gnss\"\n"
        let config = try folder.load(soundNode + boardTable + input)
        let listening = try #require(NetworkAddress("0.0.0.0:5017"))
        let sender = try #require(NetworkAddress("192.168.1.1", defaultPort: 0))
        #expect(config.inputs.map(\.connection) == [.udp(listening, sender: sender)])
        let faults = try folder.faults(soundNode + boardTable + input + "baud = 9600\n")
        #expect(faults.map(\.key) == ["input.baud"])
        let scanner = "[[input]]\nname = \"s\"\ntype = \"scanner\"\ndevice = \"bus:gateway\"\n"
        let message = try #require(try folder.faults(soundNode + boardTable + scanner).first?.message)
        #expect(message == "the port 'modbus' is no serial one")
    }

    @Test(arguments: [
        ("role = \"beeper\"", "role", "the line 'di2' is an input only"),
        ("role = \"ignition\"", "role", "the line 'di1' has the role ignition already"),
        ("role = \"ignitoin\"", "role", "did you mean 'ignition'?"),
        ("role = \"odometer\"", "millimetres_per_pulse", "missing; expected how far"),
        ("role = \"odometer\"\nmillimetres_per_pulse = 0", "millimetres_per_pulse", "0 is out of range"),
        (
            "role = \"door\"\nmillimetres_per_pulse = 5", "millimetres_per_pulse",
            "only a line with the role odometer"
        ),
        ("offset = 4", "offset", "only a line that is not the board's"),
        ("debounce = 11", "debounce", "11 is out of range"),
        ("active_low = 1", "active_low", "expected true or false, not an integer"),
        ("bais = \"disabled\"", "bais", "unknown key; did you mean 'bias'?"),
    ])
    func `what a node says wrongly of its board's line is named with its line`(
        text: String,
        key: String,
        message: String
    ) throws {
        try folder.write(soundBoard, to: "board.toml")
        let faults = try folder.faults(soundNode + boardTable + "[[line]]\nname = \"di2\"\n" + text + "\n")
        let fault = try #require(faults.first)
        #expect(faults.count == 1 && fault.file == nil)
        #expect(fault.key == "line.\(key)" && fault.message.contains(message), "\(fault.message)")
    }

    @Test(arguments: [
        ("name = \"dl2\"\nrole = \"door\"", "name", "has no line 'dl2'; did you mean 'di2'?"),
        ("name = \"x\"\nchip = \"/dev/chip\"\noffset = 3", "offset", "the line 'do1' is at the same place"),
        ("name = \"x\"\nchip = \"chip\"", "offset", "missing; expected the number"),
        (
            "name = \"x\"\nchip = \"chip\"\noffset = 9\nkernel_line = \"X\"", "kernel_line",
            "one of 'offset' and"
        ),
        ("name = \"x\"\noffset = 9", "chip", "missing"),
        ("name = \"agent\"\nchip = \"chip\"\noffset = 9", "name", "'agent' is the agent itself"),
        ("name = \"roof\"\nchip = \"chip\"\noffset = 9", "name", "an input has the name 'roof', too"),
        (
            "name = \"x\"\nchip = \"c\"\noffset = 9\ndirection = \"input\"\nrole = \"beeper\"", "role",
            "an input only"
        ),
        (
            "name = \"x\"\nchip = \"c\"\noffset = 9\nrole = \"beeper\"\nbias = \"pull-up\"", "bias",
            "only an input"
        ),
    ])
    func `what is wrong with a line of the node's own is named`(
        text: String,
        key: String,
        message: String
    ) throws {
        try folder.write(soundBoard, to: "board.toml")
        let input = "[[input]]\nname = \"roof\"\ntype = \"nmea\"\ndevice = \"port:gnss\"\n"
        let faults = try folder.faults(soundNode + boardTable + input + "[[line]]\n" + text + "\n")
        let fault = try #require(faults.first)
        #expect(faults.count == 1)
        #expect(fault.key == "line.\(key)" && fault.message.contains(message), "\(fault.message)")
    }

    @Test(arguments: [
        ("port:gns", "the board 'test' has no port 'gns'; did you mean 'gnss'?"),
        ("port:elsewhere", "the board 'test' has no port 'elsewhere'; it has gnss, com2"),
        ("bus:gnss", "the board 'test' has no bus 'gnss'; it has probes"),
        ("port:", "the board 'test' has no port ''; it has gnss, com2"),
    ])
    func `a port that the board lacks is named`(device: String, message: String) throws {
        try folder.write(soundBoard, to: "board.toml")
        let input = "[[input]]\nname = \"roof\"\ntype = \"nmea\"\ndevice = \"\(device)\"\n"
        let faults = try folder.faults(soundNode + boardTable + input)
        #expect(faults == [ConfigFault(line: 10, key: "input.device", message: message)])
    }

    @Test func `a port needs a board`() throws {
        let input = "[[input]]\nname = \"roof\"\ntype = \"nmea\"\ndevice = \"port:gnss\"\n"
        let message = "'port:gnss' needs a [board] that has it"
        #expect(
            try folder.faults(soundNode + input) == [
                ConfigFault(line: 8, key: "input.device", message: message)
            ]
        )
    }

    @Test func `two inputs on one port are found, by whatever name`() throws {
        try folder.write(soundBoard, to: "board.toml")
        let faults = try folder.faults(
            soundNode + boardTable + """
                [[input]]
                name = "a"
                type = "nmea"
                device = "/dev/ttyS2"
                [[input]]
                name = "b"
                type = "scanner"
                device = "bus:probes"
                """
        )
        #expect(
            faults == [
                ConfigFault(line: 14, key: "input.device", message: "the input on line 7 has the same device")
            ]
        )
    }

    @Test func `every fault of board and configuration is named at once, each with its file`() throws {
        try folder.write(
            """
            [board]
            name = "test"
            [[port]]
            name = "a"
            kind = "rs232"
            device = "ttyS1"
            baud = 9601
            turnaround = "rts"
            [[port]]
            name = "a"
            kind = "udp"
            connect = "1.2.3.4:5"
            [[line]]
            name = "x"
            chip = "c"
            offset = 1
            [[line]]
            name = "x"
            chip = "c"
            offset = 1
            role = "odometer"
            [[bus]]
            name = "b"
            port = "c"
            """,
            to: "board.toml"
        )
        try folder.write(soundNode + boardTable + "[[line]]\nname = \"x\"\nrole = \"x\"\n", to: "agent.toml")
        let board = "\(folder.path)/board.toml"
        let file = folder.file
        let text = try #require(
            { () throws(ConfigFaults) -> String? in
                do throws(ConfigFaults) { _ = try AgentConfig.load(path: file) } catch {
                    return error.description
                }
                return nil
            }()
        )
        let places = text.split(separator: "\n").map {
            $0.split(separator: " ").prefix(2).joined(separator: " ")
        }
        #expect(
            places == [
                "\(file):9: line.role:", "\(board):1: board.title:", "\(board):1: board.source:",
                "\(board):6: port.device:", "\(board):7: port.baud:", "\(board):8: port.turnaround:",
                "\(board):9: port.listen:", "\(board):10: port.name:", "\(board):12: port.connect:",
                "\(board):17: line.millimetres_per_pulse:", "\(board):18: line.name:",
                "\(board):20: line.offset:", "\(board):24: bus.port:",
            ]
        )
    }

    @Test(arguments: ["[board]\nname = ", "\u{0}", "x = 1979-05-27"])
    func `a board that is no TOML is a fault in its file`(text: String) throws {
        try folder.write(text, to: "board.toml")
        let faults = try folder.faults(soundNode + boardTable)
        #expect(faults.map(\.file) == ["\(folder.path)/board.toml"])
    }

    @Test func `a running agent takes over other lines and another board`() throws {
        try folder.write(soundBoard, to: "board.toml")
        let old = try folder.load(soundNode)
        let new = try folder.load(soundNode + boardTable)
        #expect(old.difference(to: new) == [.board, .lines])
        #expect(old.difference(to: new).filter { !$0.isReloadable } == [])
        #expect(old.taking(new) == new)
    }

    @Test func `a line that the machine has not is named, and one that has two names`() throws {
        try folder.write(soundBoard, to: "board.toml")
        let node =
            soundNode + boardTable + """
                [[line]]
                name = "di2"
                role = "door"
                [[line]]
                name = "far"
                chip = "gpiochip7"
                offset = 40
                [[line]]
                name = "twin"
                chip = "gpiochip0"
                offset = 1
                [[line]]
                name = "elsewhere"
                chip = "unplugged"
                offset = 99
                """
        try folder.write(node, to: "agent.toml")
        let faults = folder.faults { line in
            switch (line.chip, line.place) {
            case ("unplugged", _): .unknown
            case ("gpiochip7", _): .absent("gpiochip7 has 32 lines")
            case (_, .name(let name)): .absent("no \(name) here")
            case (_, .offset(3)): .absent("no 3 here")
            case (_, .offset(let offset)): .at(chip: "gpiochip0", offset: offset)
            }
        }
        #expect(
            faults == [
                ConfigFault(line: 5, key: "board", message: "'do1' of the board: no 3 here"),
                ConfigFault(line: 8, key: "line.name", message: "no DI2 here"),
                ConfigFault(line: 13, key: "line.offset", message: "gpiochip7 has 32 lines"),
                ConfigFault(
                    line: 17,
                    key: "line.offset",
                    message: "the line 'di1' is line 1 of gpiochip0, too"
                ),
            ]
        )
        #expect(folder.faults() == [], "without a machine nothing is missing")
    }

    @Test func `this machine's kernel has no chip of that name`() {
        let line = LineSettings(name: .agent, chip: "no-such-chip", place: .offset(0), role: .unused)
        #expect(LinePresence.onThisMachine(line) == .unknown)
    }

    @Test(arguments: BoardFiles.names)
    func `every board of the package is sound`(name: String) throws {
        let config = try folder.load(soundNode + "[board]\nfile = \"\(BoardFiles.folder)/\(name)\"\n")
        #expect(config.board?.name.rawValue == name)
        #expect(config.board?.file == "\(BoardFiles.folder)/\(name).toml")
        #expect(
            config.lines.map(\.role).filter { $0 != .unused } == [],
            "what is wired to a line, a node says"
        )
    }

    @Test func `the simulated board has a place for every role`() throws {
        let roles = LineRoleName.allCases.filter { $0 != .unused }
        let inputs = roles.filter { $0.role?.isOutput != true }
        let outputs = roles.filter { $0.role?.isOutput == true }
        let lines = zip(inputs, 1...).map { ("di\($1)", $0) } + zip(outputs, 1...).map { ("do\($1)", $0) }
        let tables = lines.map { name, role in
            "[[line]]\nname = \"\(name)\"\nrole = \"\(role.rawValue)\"\n"
                + (role == .odometer ? "millimetres_per_pulse = 100\n" : "")
        }
        let board = "[board]\nfile = \"\(BoardFiles.folder)/simulated.toml\"\n"
        let config = try folder.load(soundNode + board + tables.joined())
        #expect(config.lines.filter { $0.role != .unused }.map { LineRoleName($0.role) } == inputs + outputs)
        #expect(Set(config.lines.map(\.chip)) == ["budkavle-sim"] && config.lines.count == 16)
        #expect(config.lines.map(\.place) == (0..<16).map { .offset($0) })
    }

    @Test(arguments: LineRoleName.allCases)
    func `every role is written as it is read`(name: LineRoleName) throws {
        let role = name.role ?? .odometer(millimetresPerPulse: 1)
        #expect(LineRoleName(role) == name)
    }
}

/// Names the folder's board; two lines long.
/// Names the board that a test writes beside its configuration.
let boardTable = "[board]\nfile = \"board\"\n"

/// A sound board with two ports, three lines and a bus.
let soundBoard = """
    [board]
    name = "test"
    title = "A board for tests"
    source = "https://example.org/manual"

    [[port]]
    name = "gnss"
    kind = "rs232"
    device = "/dev/ttyS1"
    baud = 38400

    [[port]]
    name = "com2"
    kind = "rs485"
    device = "/dev/ttyS2"
    turnaround = "kernel"
    connector = "X3: 1 A, 2 B, 3 GND"

    [[line]]
    name = "di1"
    chip = "chip"
    offset = 1
    direction = "input"
    active_low = true
    role = "ignition"

    [[line]]
    name = "di2"
    chip = "chip"
    kernel_line = "DI2"
    direction = "input"
    active_low = true

    [[line]]
    name = "do1"
    chip = "chip"
    offset = 3
    direction = "output"

    [[bus]]
    name = "probes"
    port = "com2"
    parity = "even"

    """
