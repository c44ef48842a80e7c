import Exchange
import FieldModel
import Glibc
import Hardware
import Inputs
import LinuxIO
import TestKit
import Testing

@testable import Agent

struct DoctorTests {
    private static func doctor(
        _ folder: ConfigFolder? = nil,
        root: FileTree? = nil,
        user: String? = nil
    ) throws -> Doctor {
        var settings = DoctorSettings(config: folder?.file ?? "/nowhere/agent.toml")
        settings.root = root?.root ?? "/nowhere"
        settings.user = user.flatMap { DoctorUser(name: $0) }
        settings.lookTime = .seconds(1)
        return Doctor(settings, poller: try Poller())
    }

    private static func codes(_ findings: [Finding]) -> [FindingCode] { findings.map(\.code) }

    struct Machine: Sendable, CustomTestStringConvertible {
        var files: [String: String]
        var expected: [Finding]
        var testDescription: String { expected.map(\.code.rawValue).joined(separator: ", ") }
    }

    static let machines = [
        Machine(files: [:], expected: []),
        Machine(
            files: ["/sys/block/mmcblk0/device/life_time": "0x0b 0x01"],
            expected: [Finding(.flashWorn, "mmcblk0", "> 100")]
        ),
        Machine(
            files: ["/sys/block/mmcblk0/device/pre_eol_info": "0x03"],
            expected: [Finding(.flashWorn, "mmcblk0", "?")]
        ),
        Machine(
            files: ["/sys/block/mmcblk1/device/life_time": "0x02 0x08"],
            expected: [Finding(.flashWearing, "mmcblk1", "80")]
        ),
        Machine(files: ["/sys/block/mmcblk1/device/life_time": "0x02 0x07"], expected: []),
        Machine(
            files: [
                "/sys/class/thermal/thermal_zone0/type": "cpu",
                "/sys/class/thermal/thermal_zone0/temp": "84600",
            ],
            expected: [Finding(.temperatureHigh, "85", "cpu")]
        ),
        Machine(
            files: ["/proc/meminfo": "MemTotal: 250000 kB\nMemAvailable: 64512 kB\n"],
            expected: [Finding(.memoryLow, "63")]
        ),
        Machine(
            files: [
                "/sys/class/power_supply/AC/type": "Mains", "/sys/class/power_supply/AC/online": "0",
                "/sys/class/power_supply/B/type": "Battery", "/sys/class/power_supply/B/capacity": "40",
            ],
            expected: [Finding(.onBattery, "40")]
        ),
    ]

    @Test(arguments: machines)
    func `what is wrong with the machine itself is named`(machine: Machine) throws {
        let folder = try FileTree(machine.files)
        #expect(try Self.doctor(root: folder).machine() == machine.expected)
    }

    @Test(
        arguments: [
            (nil, 0, [Finding(.clockUnset, "1970-01-01")]),
            (
                ClockState(isSynchronised: true, maximumError: 5), 1_767_225_599_999,
                [
                    Finding(.clockUnset, "2025-12-31")
                ]
            ),
            (
                ClockState(isSynchronised: false, maximumError: 16_000), 1_780_000_000_000,
                [
                    Finding(.clockUndisciplined)
                ]
            ),
            (nil, 1_780_000_000_000, [Finding(.clockUndisciplined)]),
            (
                ClockState(isSynchronised: false, maximumError: 40), 1_780_000_000_000,
                [Finding(.clockOk, "40")]
            ),
        ] as [(ClockState?, Int64, [Finding])]
    )
    func `an unset and an undisciplined clock are told apart`(
        state: ClockState?,
        unix: Int64,
        expected: [Finding]
    )
        throws
    {
        #expect(try Self.doctor().clock(state, unix: unix) == expected)
    }

    @Test(
        arguments: [
            (10_000_000_000, false, [Finding(.diskOk, "/nowhere", "10000")]),
            (500_000_000, false, [Finding(.diskShort, "/nowhere", "500", "1000")]),
            (7_000_000, false, [Finding(.diskFull, "/nowhere", "7")]),
            (10_000_000_000, true, [Finding(.diskReadOnly, "/nowhere")]),
        ] as [(UInt64, Bool, [Finding])]
    )
    func `a disk that is short, full or read-only is named`(
        free: UInt64,
        isReadOnly: Bool,
        expected: [Finding]
    ) throws {
        var space = try DiskSpace(path: "/tmp")
        space.freeBytes = free
        space.isReadOnly = isReadOnly
        #expect(try Self.doctor().disk(space, folder: "/nowhere", quota: 1_000_000_000) == expected)
    }

    static let link = """
        \(soundNode)\(soundCoordinator)[[link]]
        name = "lte"
        type = "https"
        url = "https://pecc.example.se"

        """

    @Test func `a link's interface that is absent, down or without a route is named`() throws {
        let folder = try ConfigFolder()
        let bound = try folder.load(Self.link + "interface = \"wwan0\"\n")
        let free = try folder.load(Self.link)
        let doctor = try Self.doctor(folder)
        let lo = NetworkState.Interface(name: "lo", isUp: true, isLoopback: true)
        let down = NetworkState.Interface(name: "wwan0", isUp: false, isLoopback: false)
        let up = NetworkState.Interface(name: "wwan0", isUp: true, isLoopback: false)
        #expect(
            doctor.network(NetworkState(interfaces: [lo]), bound) == [
                Finding(.interfaceMissing, "lte", "wwan0")
            ]
        )
        #expect(
            doctor.network(NetworkState(interfaces: [lo, down], defaultRoutes: ["wwan0"]), bound) == [
                Finding(.interfaceDown, "lte", "wwan0")
            ]
        )
        #expect(
            doctor.network(NetworkState(interfaces: [lo, up]), bound) == [
                Finding(.interfaceNoRoute, "lte", "wwan0")
            ]
        )
        let whole = NetworkState(interfaces: [lo, up], defaultRoutes: ["wwan0"])
        #expect(doctor.network(whole, bound).isEmpty)
        #expect(doctor.network(whole, free).isEmpty)
        #expect(doctor.network(NetworkState(interfaces: [lo, up]), free) == [Finding(.noDefaultRoute)])
    }

    @Test(
        arguments: [
            (.unreachable("Could not resolve host: pecc.example.se"), .nameUnresolved),
            (.unreachable("Connection refused"), .coordinatorUnreachable),
            (.stalled, .coordinatorUnreachable),
            (.untrusted("certificate has expired"), .coordinatorUntrusted),
        ] as [(CarrierError, FindingCode)]
    )
    func `why a coordinator is not reached is told apart`(error: CarrierError, code: FindingCode) throws {
        let finding = try Self.doctor().link("lte", "https://pecc.example.se", error)
        #expect(finding.code == code)
        #expect(finding.arguments.count == code.argumentNames.count)
    }

    @Test func `missing, damaged and open keys are named, and so is a key set that nobody signed`() throws {
        let folder = try ConfigFolder()
        let keys = "\(folder.path)/keys"
        var config = try folder.load(Self.link)
        config.keyDirectory = keys
        let doctor = try Self.doctor(folder)
        #expect(Self.codes(doctor.keys(config)) == [.keyMissing, .keySetBad])
        _ = try KeyStore.create(directory: keys)
        defer {
            for name in ["node.key", "journal.key"] { unlink("\(keys)/\(name)") }
            rmdir(keys)
        }
        #expect(doctor.keys(config).first == Finding(.keysOk, keys))
        chmod("\(keys)/journal.key", 0o644)
        #expect(doctor.keys(config).first == Finding(.keyMode, "\(keys)/journal.key", "0644"))
        chmod("\(keys)/journal.key", 0o600)
        truncate("\(keys)/journal.key", 9)
        #expect(doctor.keys(config).first == Finding(.keyDamaged, "\(keys)/journal.key"))
    }

    @Test(.enabled(if: geteuid() == 0 && DoctorUser(name: "nobody") != nil))
    func `another user's permission is judged by owner, group and mode`() throws {
        let folder = try ConfigFolder()
        let user = try #require(DoctorUser(name: "nobody"))
        chmod(folder.path, 0o755)
        for (mode, expected) in [(0o600, false), (0o660, false), (0o666, true), (0o664, false)]
            as [(mode_t, Bool)]
        {
            chmod("\(folder.path)/ca.pem", mode)
            #expect(user.may(R_OK | W_OK, "\(folder.path)/ca.pem") == expected)
        }
        #expect(DoctorUser.group(using: "\(folder.path)/ca.pem") == nil)
        let dialout = try #require(getgrnam("dialout")).pointee.gr_gid
        chown("\(folder.path)/ca.pem", 0, dialout)
        chmod("\(folder.path)/ca.pem", 0o660)
        #expect(DoctorUser.group(using: "\(folder.path)/ca.pem") == "dialout")
        #expect(DoctorUser.current.may(R_OK, "\(folder.path)/ca.pem"))
        // A file that anybody may read is of no use in a folder that is shut.
        chmod("\(folder.path)/ca.pem", 0o644)
        #expect(user.may(R_OK, "\(folder.path)/ca.pem"))
        chmod(folder.path, 0o700)
        #expect(!user.may(R_OK, "\(folder.path)/ca.pem"))
    }

    @Test(.enabled(if: geteuid() == 0 && DoctorUser(name: "nobody") != nil))
    func `files that the agent's user may not read are told, each once`() throws {
        let folder = try ConfigFolder()
        let config = try folder.load(Self.link)
        for name in ["agent.toml", "coordinator.keys"] { chmod("\(folder.path)/\(name)", 0o644) }
        let doctor = try Self.doctor(folder, user: "nobody")
        #expect(Set(Self.codes(doctor.files(config))) == [.fileUnreadable])
        chmod(folder.path, 0o755)
        #expect(doctor.files(config).isEmpty)
        chmod(folder.file, 0o600)
        let group = try #require(DoctorUser(name: "nobody")).groupName
        #expect(doctor.files(config) == [Finding(.fileUnreadable, folder.file, "nobody", group)])
        #expect(try Self.doctor(folder).files(config).isEmpty)
    }

    @Test func `lines of a missing chip are told once, held and missing ones by name`() async throws {
        let doctor = try Self.doctor()
        let lines = ["di1", "di2"].compactMap { SourceID(rawValue: $0) }.map {
            LineSettings(name: $0, chip: "no-such-chip", place: .offset(3), role: .door)
        }
        var config = try ConfigFolder().load(soundNode)
        config.lines = lines
        let findings = await doctor.lines(config)
        #expect(Self.codes(findings) == [.chipUnusable])
        #expect(findings.first?.arguments.prefix(2) == ["di1", "no-such-chip"])
        let line = try #require(lines.first)
        #expect(
            doctor.refusal(line, .busy(line: "3 of gpiochip0", user: "sysfs"))
                == Finding(.lineHeld, "di1", "no-such-chip", "3", "sysfs")
        )
        #expect(doctor.refusal(line, .noLine("3")) == Finding(.lineMissing, "di1", "no-such-chip", "3"))
    }

    @Test(
        arguments: [
            ([1, 2], [:], .slaveOk, "2"), ([1, nil], ["exception_2": 1], .slavePartial, "exception_2"),
            ([nil, nil], ["timeout": 2], .slaveSilent, "timeout"), ([nil, 1], [:], .slavePartial, "1 / 2"),
        ] as [([Double?], [String: UInt64], FindingCode, String)]
    )
    func `what a Modbus device gave is told`(
        values: [Double?],
        faults: [String: UInt64],
        code: FindingCode,
        detail: String
    ) throws {
        let (input, bus) = (
            try #require(SourceID(rawValue: "cold")), try #require(SourceID(rawValue: "rs485"))
        )
        let device = ModbusDevice(unit: 3, map: ModbusMap(title: "", registers: []), interval: .seconds(10))
        let reading = ModbusReading(arrival: 1, values: values)
        #expect(
            try Self.doctor().slave(input, bus, device, reading, faults)
                == Finding(code, "cold", "rs485", "3", detail)
        )
    }

    @Test func `scanners that type or speak HID and are not there are missed, and a file is none of them`()
        throws
    {
        let doctor = try Self.doctor()
        let absent = DeviceRule.identity(vendor: 0xFFFE, product: 0xFFFE, name: "no such scanner")
        #expect(Self.codes(doctor.keyboard("scanner", KeyboardDevice(rule: absent))) == [.deviceMissing])
        #expect(Self.codes(doctor.hid("scanner", absent)) == [.deviceMissing])
        #expect(Self.codes(doctor.hid("scanner", .path("/dev/null"))) == [.deviceRefused])
        #expect(
            Self.codes(doctor.keyboard("scanner", KeyboardDevice(rule: .path("/dev/null")))) == [
                .deviceRefused
            ]
        )
    }

    @Test func `a scanner that no group may open wants a rule, not a group`() throws {
        let folder = try ConfigFolder()
        try folder.write("", to: "tty")
        let path = "\(folder.path)/tty"
        chmod(path, 0o600)
        let doctor = try Self.doctor(user: "nobody")
        let expected = [Finding(.deviceMode, "scanner", path, "nobody", "0600")]
        #expect(doctor.hid("scanner", .path(path)) == expected)
        #expect(doctor.keyboard("scanner", KeyboardDevice(rule: .path(path))) == expected)
    }

    @Test func `what the fault of a configuration says is passed on`() async throws {
        let folder = try ConfigFolder()
        try folder.write("[node]\nid = 0\n", to: "agent.toml")
        let (findings, isConfigured) = try await Self.doctor(folder).examine()
        #expect(!isConfigured)
        #expect(findings.first?.code == .configFault)
        let places = findings.filter { $0.code == .configFault }.compactMap(\.arguments.first)
        #expect(places.contains("\(folder.file):2 (node.id)"))
        let (others, _) = try await Self.doctor().examine()
        #expect(others.first?.code == .configMissing)
    }

    @Test
    func `with a wrong configuration the machine's devices are looked at all the same, after its faults`()
        async throws
    {
        let folder = try ConfigFolder()
        try folder.write("[node]\nid = 0\n", to: "agent.toml")
        let place = "/dev/serial/by-id"
        let machine = try FileTree([
            "\(place)/usb-Honeywell_Voyager-if00": "", "\(place)/usb-FTDI_adapter-if00": "no tty",
        ])
        let terminal = try PseudoTerminal()
        let receiver = "\(machine.root)\(place)/usb-u-blox_GNSS-if00"
        symlink(terminal.path, receiver)
        let player = Task {
            let sentence = "$GPRMC,120010.00,A,5921.1000,N,01801.9000,E,10.0,90.0,010126,,,A"
            let sum = sentence.utf8.dropFirst().reduce(0, ^)
            let line = Array(
                "\(sentence)*\(String(256 + Int(sum), radix: 16, uppercase: true).suffix(2))\r\n".utf8
            )
            while !Task.isCancelled {
                _ = try? terminal.descriptor?.write(line[...])
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        defer { player.cancel() }
        let (findings, isConfigured) = try await Self.doctor(folder, root: machine).examine()
        #expect(!isConfigured)
        #expect(findings.first?.code == .configFault)
        #expect(findings.contains(Finding(.receiverFound, receiver, "9600")))
        #expect(
            findings.contains(Finding(.scannerFound, "\(machine.root)\(place)/usb-Honeywell_Voyager-if00"))
        )
        let unclear = findings.filter { $0.code == .deviceUnclear }.map(\.arguments.first)
        #expect(unclear == ["\(machine.root)\(place)/usb-FTDI_adapter-if00"])
    }

    @Test(
        arguments: [
            ("]d2010735003540001010L1", true, nil, [FindingCode.scannerOk]),
            ("]d2010735003540001010L1", false, nil, [.scannerNoSuffix]),
            ("010735003540001010L1", true, nil, [.scannerNoSymbology]),
            ("12345678", false, nil, [.scannerNoSuffix, .scannerNoSymbology]),
            ("", true, .incomplete, [.inputFaults]),
        ] as [(String, Bool, ScanRefusal?, [FindingCode])]
    )
    func `a scan that was typed tells how its scanner is set`(
        text: String,
        isEnded: Bool,
        refusal: ScanRefusal?,
        expected: [FindingCode]
    ) throws {
        let input = "[[input]]\nname = \"reader\"\ntype = \"scanner\"\nkeyboard = \"/dev/input/event0\"\n"
        let settings = try #require(try ConfigFolder().load(soundNode + input).inputs.first)
        guard case .scanner(let scanner) = settings.device else {
            Issue.record("no scanner")
            return
        }
        let trial = ScannerTrial(bytes: Array(text.utf8), isEnded: isEnded, refusal: refusal)
        let findings = try Self.doctor().scan(settings, scanner, trial)
        #expect(Self.codes(findings) == expected)
        #expect(!findings.contains { $0.arguments.contains { $0.contains("0735003540001") } })
    }
}
