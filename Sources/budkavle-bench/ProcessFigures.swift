import Glibc
import Journal

/// What the kernel says of a process at one moment. What it does not say is 0.
struct ProcessFigures {
    /// Kilobytes, shared pages divided among those who share them.
    let proportional: Double
    /// Kilobytes.
    let resident: Double
    let threads: Int
    /// Processor seconds since the process began.
    let seconds: Double
    /// How often its threads went to sleep of their own since they began.
    let sleeps: Int

    init(of process: pid_t) {
        let root = "/proc/\(process)"
        proportional = Self.number("Pss", in: Self.text(root + "/smaps_rollup"))
        let status = Self.text(root + "/status")
        resident = Self.number("VmRSS", in: status)
        threads = Int(Self.number("Threads", in: status))
        let nanoseconds = Self.tasks(root).map { task in
            Double(Self.text("\(task)/schedstat").split(separator: " ").first ?? "0") ?? 0
        }
        seconds = nanoseconds.reduce(0, +) / 1e9
        sleeps = Self.tasks(root).reduce(0) {
            $0 + Int(Self.number("voluntary_ctxt_switches", in: Self.text($1 + "/status")))
        }
    }

    /// The most kilobytes that were resident at once since it began.
    static func peak(of process: pid_t) -> Double { number("VmHWM", in: text("/proc/\(process)/status")) }

    private static func tasks(_ root: String) -> [String] {
        guard let folder = opendir(root + "/task") else { return [] }
        defer { closedir(folder) }
        var tasks: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if Int(name) != nil { tasks.append("\(root)/task/\(name)") }
        }
        return tasks
    }

    private static func text(_ path: String) -> String {
        // A thread that ended meanwhile has no file any more and counts nothing.
        guard let bytes = try? DurableFile.read(path, limit: 65_536) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The number in the line `name: number`.
    private static func number(_ name: String, in text: String) -> Double {
        for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.count > 1 ? Double(words[1]) ?? 0 : 0
        }
        return 0
    }
}
