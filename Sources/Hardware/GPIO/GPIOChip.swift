internal import CGPIOD
import Glibc
import LinuxIO

/// An open GPIO chip of this machine.
package final class GPIOChip {
    /// What the kernel shows as the user of our lines.
    private static let user = "budkavle"

    let chip: OpaquePointer
    /// Such as `gpiochip0`.
    package let name: String
    package let label: String
    package let lineCount: UInt32

    private init(path: String) throws(GPIOError) {
        // The kernel knows a chip by its real name only.
        guard let resolved = realpath(path, nil) else { throw .system(.current, path) }
        defer { free(resolved) }
        guard let chip = budkavle_gpio_open(resolved) else { throw .system(.current, path) }
        self.chip = chip
        name = budkavle_gpio_chip_name(chip).map { String(cString: $0) } ?? ""
        label = budkavle_gpio_chip_label(chip).map { String(cString: $0) } ?? ""
        lineCount = budkavle_gpio_line_count(chip)
    }

    deinit { budkavle_gpio_close(chip) }

    /// Opens a chip by path (`/dev/…`), name (`gpiochip0`) or label.
    package static func open(_ wanted: String) throws(GPIOError) -> GPIOChip {
        if wanted.contains("/") { return try GPIOChip(path: wanted) }
        let names = DeviceNodes.names(in: "/dev", prefix: "gpiochip")
        if names.contains(wanted) { return try GPIOChip(path: "/dev/" + wanted) }
        var found: GPIOChip?
        var failure: GPIOError?
        for name in names {
            do throws(GPIOError) {
                let chip = try GPIOChip(path: "/dev/" + name)
                guard chip.label == wanted else { continue }
                guard found == nil else { throw GPIOError.manyChips(wanted) }
                found = chip
            } catch {
                if case .manyChips = error { throw error }
                failure = error
            }
        }
        // One that may not be looked at could be the one that is wanted.
        guard let found else { throw failure ?? .noChip(wanted) }
        return found
    }

    /// The offset of a line.
    package func offset(of place: LineSettings.Place) throws(GPIOError) -> UInt32 {
        switch place {
        case .offset(let offset):
            guard offset < lineCount else { throw .noLine("\(offset) of \(name), which has \(lineCount)") }
            return offset
        case .name(let wanted):
            if let offset = UInt32(exactly: budkavle_gpio_find(chip, wanted)) { return offset }
            let error = Errno.current
            throw error == .notFound
                ? .noLine("\(wanted) of \(name)") : .system(error, "line \(wanted) of \(name)")
        }
    }

    /// Who uses a line; `nil` for nobody or for somebody without a name.
    package func lineUser(_ offset: UInt32) -> String? {
        guard offset < lineCount, let user = budkavle_gpio_line_user(chip, offset) else { return nil }
        return String(cString: user)
    }

    package enum Edges: Sendable {
        case none
        /// Those at which the line becomes active.
        case rising
        case both
    }

    /// Takes a line as input.
    package func input(_ settings: LineSettings, edges: Edges) throws(GPIOError) -> GPIOLine {
        let offset = try offset(of: settings.place)
        let wanted =
            switch edges {
            case .none: BUDKAVLE_GPIO_NO_EDGES
            case .rising: BUDKAVLE_GPIO_RISING_EDGES
            case .both: BUDKAVLE_GPIO_BOTH_EDGES
            }
        let bias =
            switch settings.bias {
            case .asIs: BUDKAVLE_GPIO_BIAS_AS_IS
            case .disabled: BUDKAVLE_GPIO_BIAS_DISABLED
            case .pullUp: BUDKAVLE_GPIO_BIAS_PULL_UP
            case .pullDown: BUDKAVLE_GPIO_BIAS_PULL_DOWN
            }
        let isLow: Int32 = settings.isActiveLow ? 1 : 0
        guard let line = budkavle_gpio_request_input(chip, offset, wanted, bias, isLow, Self.user) else {
            throw refusal(offset)
        }
        return GPIOLine(line, of: self, hasEdges: edges != .none)
    }

    /// Takes a line as output.
    package func output(_ settings: LineSettings, isActive: Bool) throws(GPIOError) -> GPIOLine {
        let offset = try offset(of: settings.place)
        let isLow: Int32 = settings.isActiveLow ? 1 : 0
        guard let line = budkavle_gpio_request_output(chip, offset, isActive ? 1 : 0, isLow, Self.user) else {
            throw refusal(offset)
        }
        return GPIOLine(line, of: self, hasEdges: false)
    }

    private func refusal(_ offset: UInt32) -> GPIOError {
        let error = Errno.current
        guard error.rawValue == EBUSY else { return .system(error, "line \(offset) of \(name)") }
        return .busy(line: "\(offset) of \(name)", user: lineUser(offset))
    }
}
