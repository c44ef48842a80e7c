/// How much of the life of the machine's eMMC is used.
///
/// Sources: JESD84-B51, DEVICE_LIFE_TIME_EST_TYP_A [268] and _B [269], PRE_EOL_INFO [267]; the kernel's
/// Documentation/driver-api/mmc/mmc-dev-attrs.rst shows them as `life_time` and `pre_eol_info`.
package struct FlashWear: Sendable, Equatable {
    /// The kernel's name, such as `mmcblk0`.
    package var device: String
    /// The upper end of the step that the worse kind of cell reports: 10, 20 … 100 %; 110 beyond its life.
    package var percent: UInt32?
    /// 1 normal, 2 for 80 % of the spare blocks used, 3 for 90 %.
    package var warning: UInt8?

    /// The eMMC that is worn most; `nil` without one, or when none tells.
    package static func worst(_ files: MachineFiles) -> FlashWear? {
        let wears = files.names(in: "/sys/block").filter { $0.hasPrefix("mmcblk") }.compactMap { name in
            FlashWear(name, files)
        }
        return wears.max { ($0.warning ?? 0, $0.percent ?? 0) < ($1.warning ?? 0, $1.percent ?? 0) }
    }

    private init?(_ name: String, _ files: MachineFiles) {
        device = name
        let folder = "/sys/block/\(name)/device"
        // 0 is undefined, and what is above 11 is reserved.
        let steps = (files.text("\(folder)/life_time") ?? "").split(separator: " ").compactMap(Self.hex)
            .filter { (1...11).contains($0) }
        percent = steps.max().map { UInt32($0) * 10 }
        warning = files.text("\(folder)/pre_eol_info").flatMap { Self.hex($0[...]) }.flatMap {
            (1...3).contains($0) ? $0 : nil
        }
        if percent == nil, warning == nil { return nil }
    }

    private static func hex(_ text: Substring) -> UInt8? {
        text.hasPrefix("0x") ? UInt8(text.dropFirst(2), radix: 16) : nil
    }
}
