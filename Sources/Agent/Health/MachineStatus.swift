import FieldModel
import Journal
import LinuxIO

/// One look at the machine as status and health show it.
struct MachineStatus: Sendable {
    var machine: MachineState
    var lines: LineHealth
    /// `nil` when the kernel does not tell.
    var network: NetworkState?
    var clock: ClockState?

    /// A line that is wired to the supply knows better than the kernel.
    var onMains: Bool? { lines.onMains ?? machine.power.onMains }
    var battery: PowerSupplies.Battery? { machine.power.batteries.first }
}

extension DeviceHealth {
    init(_ report: StatusReport) {
        let status = report.machine
        self.init(
            onMains: status.onMains,
            ignition: status.lines.ignition,
            battery: status.battery?.voltage,
            linksUp: UInt32(clamping: report.links.count(where: \.state.isUp)),
            unsentEvents: report.unsent,
            oldestUnsent: report.oldestUnsent,
            storageUsed: min(100, UInt32(clamping: report.storage.used * 100 / max(report.storage.quota, 1))),
            clock: report.clock
        )
        batteryPercent = status.battery?.percent
        temperature = status.machine.hottest?.degrees
        flashWorn = status.machine.flash?.percent
        flashWarning = status.machine.flash?.warning.flatMap { FlashWarning(rawValue: $0) }
        memoryFree = status.machine.memory?.available
        doorsOpen = status.lines.doorsOpen.map { min($0, 1_000) }
        stretchersLatched = status.lines.stretchersLatched.map { min($0, 1_000) }
        isTampered = status.lines.isTampered
        isLoadQuestioned = status.lines.isLoadQuestioned
    }
}

extension MachineStatus {
    var json: JSONValue {
        .object([
            ("on_mains", .optional(onMains)),
            ("battery_percent", .optional(battery?.percent)),
            ("battery_mv", .optional(battery?.voltage)),
            ("temperature_c", .optional(machine.hottest?.degrees)),
            ("temperature_sensor", .optional(machine.hottest?.sensor)),
            ("flash_device", .optional(machine.flash?.device)),
            ("flash_worn_percent", .optional(machine.flash?.percent)),
            (
                "flash_warning",
                .optional(machine.flash?.warning.flatMap { DeviceHealth.FlashWarning(rawValue: $0)?.name })
            ),
            ("memory_free_mib", .optional(machine.memory?.available)),
            ("memory_total_mib", .optional(machine.memory?.total)),
            ("clock_disciplined", .optional(clock?.isDisciplined)),
            ("clock_error_ms", .optional(clock?.maximumError)),
            ("ignition", .optional(lines.ignition)),
            ("doors_open", .optional(lines.doorsOpen)),
            ("stretchers_latched", .optional(lines.stretchersLatched)),
            ("tampered", .optional(lines.isTampered)),
            ("load_questioned", .optional(lines.isLoadQuestioned)),
            (
                "interfaces",
                .array(
                    (network?.interfaces ?? []).filter { !$0.isLoopback }.map {
                        .object([("name", .string($0.name)), ("up", .bool($0.isUp))])
                    }
                )
            ),
            ("default_routes", .array((network?.defaultRoutes ?? []).map { .string($0) })),
        ])
    }

    /// Lines for a terminal; what somebody should do something about is in capitals. What is not known is left out.
    var text: [String] {
        var lines = [powerText, machineText, wiredText].filter { !$0.isEmpty }
        if let network {
            let names = network.interfaces.filter { !$0.isLoopback }.map {
                "\($0.name) \($0.isUp ? "up" : "DOWN")"
            }
            let ways = network.defaultRoutes.joined(separator: ", ")
            let all = names.isEmpty ? "NO INTERFACE" : names.joined(separator: ", ")
            lines.append("network: \(all); \(ways.isEmpty ? "NO WAY OUT" : "way out through \(ways)")")
        }
        return lines
    }

    private var powerText: String {
        var parts: [String] = []
        if let onMains { parts.append(onMains ? "mains" : "ON BATTERY") }
        if let percent = battery?.percent { parts.append("battery \(percent) %") }
        if let voltage = battery?.voltage { parts.append("\(voltage / 1_000).\(voltage % 1_000 / 100) V") }
        if let ignition = lines.ignition { parts.append("ignition \(ignition ? "on" : "off")") }
        return parts.isEmpty ? "" : "power: " + parts.joined(separator: ", ")
    }

    private var machineText: String {
        var parts: [String] = []
        if let hottest = machine.hottest {
            parts.append("\(hottest.degrees) °C (\(hottest.sensor))\(hottest.degrees >= 85 ? " HOT" : "")")
        }
        if let memory = machine.memory {
            parts.append("\(memory.available) of \(memory.total) MiB of memory free")
        }
        if let flash = machine.flash {
            let life = flash.percent.map { $0 > 100 ? "BEYOND ITS LIFE" : "\($0) % of its life used" }
            let isWarning = flash.warning ?? 1 > 1
            parts.append("\(flash.device) \(life ?? "")\(isWarning ? " IT WARNS OF ITS END" : "")")
        }
        return parts.isEmpty ? "" : "machine: " + parts.joined(separator: ", ")
    }

    private var wiredText: String {
        var parts: [String] = []
        if let doors = lines.doorsOpen { parts.append("\(doors) doors open") }
        if lines.isTampered == true { parts.append("THE HOUSING IS OPEN") }
        return parts.isEmpty ? "" : "lines: " + parts.joined(separator: ", ")
    }
}
