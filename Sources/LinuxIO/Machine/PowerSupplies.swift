/// Where the machine's power comes from.
///
/// Source: the kernel's Documentation/ABI/testing/sysfs-class-power.
package struct PowerSupplies: Sendable, Equatable {
    /// `nil` when no supply tells.
    package var onMains: Bool?
    /// The emptiest battery that tells its charge comes first.
    package var batteries: [Battery] = []

    package struct Battery: Sendable, Equatable {
        /// The kernel's name, such as `BAT0`.
        package var name: String
        /// 0...100.
        package var percent: UInt32?
        /// Millivolts.
        package var voltage: UInt32?
        package var isDischarging: Bool?
    }

    /// Looks at every supply of the machine itself; those of a mouse or a headset do not count.
    package init(_ files: MachineFiles) {
        let folder = "/sys/class/power_supply"
        var outlets: [Bool] = []
        for name in files.names(in: folder) {
            let supply = "\(folder)/\(name)"
            guard files.text("\(supply)/scope") != "Device" else { continue }
            switch files.text("\(supply)/type") {
            case "Mains", "USB", "Wireless":
                // 2 stands for a programmable supply that is there.
                if let online = files.number("\(supply)/online") { outlets.append(online > 0) }
            case "Battery", "UPS":
                guard files.number("\(supply)/present") ?? 1 != 0 else { continue }
                batteries.append(Battery(name: name, at: supply, files))
            default: continue
            }
        }
        batteries.sort { ($0.percent ?? .max, $0.name) < ($1.percent ?? .max, $1.name) }
        if outlets.isEmpty {
            let states = batteries.compactMap(\.isDischarging)
            onMains = states.isEmpty ? nil : !states.contains(true)
        } else {
            onMains = outlets.contains(true)
        }
    }
}

extension PowerSupplies.Battery {
    fileprivate init(name: String, at path: String, _ files: MachineFiles) {
        self.name = name
        percent = files.number("\(path)/capacity").flatMap { UInt32(exactly: $0) }.flatMap {
            $0 <= 100 ? $0 : nil
        }
        // Microvolts; beyond 1 kV no gateway's battery is.
        voltage = files.number("\(path)/voltage_now").flatMap {
            (0...1_000_000_000).contains($0) ? UInt32($0 / 1_000) : nil
        }
        switch files.text("\(path)/status") {
        case "Discharging": isDischarging = true
        case "Charging", "Not charging", "Full": isDischarging = false
        default: isDischarging = nil
        }
    }
}
