import ArgumentParser
import Glibc

/// What another program took to read a file to its end. What it writes is thrown away.
struct ProgramRun {
    /// Of the processor.
    let seconds: Double
    /// The most kilobytes that were resident at once, as last seen.
    let peak: Double

    private static let pause: UInt32 = 5_000

    init(_ program: String, _ arguments: [String] = [], reading path: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let refusal = posix_spawnp(&process, program, &actions, nil, &words, environ)
        guard refusal == 0 else {
            throw ValidationError("\(program): \(String(cString: strerror(refusal)))")
        }
        var (status, usage, peak) = (Int32(0), rusage(), 0.0)
        while wait4(process, &status, WNOHANG, &usage) == 0 {
            peak = max(peak, ProcessFigures.peak(of: process))
            usleep(Self.pause)
        }
        // A program may end with 1 to say that something in the file was damaged; a signal ends no measurement.
        guard status & 0x7F == 0, status >> 8 & 0xFF <= 1 else {
            throw ValidationError("\(program) failed")
        }
        self.peak = peak
        seconds = [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
        }
    }
}
