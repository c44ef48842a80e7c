import FieldModel
import LinuxIO
import TestKit
import Testing

@testable import Agent

struct MachineStatusTests {
    @Test func `a line that is wired to the supply counts more than the kernel's supply`() throws {
        let folder = try FileTree([
            "/sys/class/power_supply/AC/type": "Mains", "/sys/class/power_supply/AC/online": "1",
        ])
        let board = HealthBoard(files: folder.files)
        #expect(board.look().onMains == true)
        board.update { $0.onMains = false }
        #expect(board.look().onMains == false)
        board.update { $0.onMains = nil }
        #expect(board.look().onMains == true)
    }

    @Test(.timeLimit(.minutes(1))) func `only something new wakes the one who writes`() async throws {
        let board = HealthBoard(files: MachineFiles(root: "/nowhere"))
        board.update { $0.ignition = true }
        await board.wait(for: .seconds(3_600))
        let start = ContinuousClock.now
        board.update { $0.ignition = true }
        await board.wait(for: .milliseconds(50))
        #expect(ContinuousClock.now - start >= .milliseconds(45))
        board.lookAgain()
        await board.wait(for: .seconds(3_600))
    }

    @Test func `text shouts what somebody should do something about`() throws {
        let folder = try FileTree([
            "/sys/class/power_supply/AC/type": "Mains", "/sys/class/power_supply/AC/online": "0",
            "/sys/class/power_supply/BAT/type": "Battery", "/sys/class/power_supply/BAT/capacity": "42",
            "/sys/class/power_supply/BAT/voltage_now": "11950000",
            "/sys/class/hwmon/hwmon0/name": "soc", "/sys/class/hwmon/hwmon0/temp1_input": "91000",
            "/sys/block/mmcblk0/device/life_time": "0x0b 0x01",
            "/sys/block/mmcblk0/device/pre_eol_info": "0x03",
        ])
        let board = HealthBoard(files: folder.files)
        board.update { lines in
            lines.isTampered = true
            lines.doorsOpen = 2
            lines.ignition = false
        }
        var status = board.look()
        status.network = NetworkState(
            interfaces: [
                .init(name: "eth0", isUp: false, isLoopback: false),
                .init(name: "lo", isUp: true, isLoopback: true),
            ]
        )
        #expect(
            status.text == [
                "power: ON BATTERY, battery 42 %, 11.9 V, ignition off",
                "machine: 91 °C (soc) HOT, mmcblk0 BEYOND ITS LIFE IT WARNS OF ITS END",
                "lines: 2 doors open, THE HOUSING IS OPEN",
                "network: eth0 DOWN; NO WAY OUT",
            ]
        )
        #expect(status.json.text.contains(#""flash_worn_percent":110,"flash_warning":"urgent""#))
    }
}
