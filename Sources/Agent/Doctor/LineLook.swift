import FieldModel
import Hardware
import LinuxIO

/// One input line that doctor watches for a while.
struct LineLook {
    private let settings: LineSettings
    private let line: GPIOLine
    private var first: Bool
    private var last: Bool
    private var edges: UInt64 = 0
    private var trouble: Errno?

    /// Takes the line, with its edges where the chip can tell them.
    init(_ settings: LineSettings, of chip: GPIOChip) throws(GPIOError) {
        self.settings = settings
        do throws(GPIOError) {
            line = try chip.input(settings, edges: .both)
        } catch {
            // A chip without interrupts can only be looked at again and again.
            guard case .system = error else { throw error }
            line = try chip.input(settings, edges: .none)
        }
        do throws(Errno) {
            first = try line.isActive()
            last = first
        } catch {
            throw .system(error, "\(settings.placeText) of \(settings.chip)")
        }
    }

    /// Counts what happened since the last look.
    mutating func look() {
        guard trouble == nil else { return }
        do throws(Errno) {
            let burst = try line.read()
            edges &+= UInt64(burst.edges.count)
            // The level may be newer than the edges, which come with the next look then.
            if line.descriptor < 0, burst.isActive != last { edges &+= 1 }
            last = burst.isActive
        } catch {
            trouble = error
        }
    }

    func finding(seconds: Int64) -> Finding {
        let (name, role) = (settings.name.rawValue, LineRoleName(settings.role).rawValue)
        if let trouble { return Finding(.lineTrouble, name, "\(trouble)") }
        let count = LineCount(name: name, role: role, level: last ? "on" : "off", edges: edges)
        return count.finding(
            since: LineCount(name: name, role: role, level: first ? "on" : "off"),
            seconds: seconds
        )
    }
}
