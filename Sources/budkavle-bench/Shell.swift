import ArgumentParser
import FieldModel
import Glibc

/// Other programs: the references that are no library of ours.
enum Shell {
    /// What a command wrote to stdout; `nil` when it failed.
    static func output(_ command: String) -> String? {
        guard let pipe = popen(command, "re") else { return nil }
        var text: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&block, 1, block.count, pipe)
            if count == 0 { break }
            text += block[..<count]
        }
        return pclose(pipe) == 0 ? String(decoding: text, as: UTF8.self) : nil
    }

    /// What this program writes to stdout with other arguments, in a process of its own; `nil` when it failed.
    static func own(_ arguments: String) throws -> String? {
        guard let program = realpath("/proc/self/exe", nil) else {
            throw ValidationError("/proc is not mounted")
        }
        defer { free(program) }
        return output("\(quoted(String(cString: program))) \(arguments)")
    }

    /// A path or word as sh(1) takes it.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// How many bytes gzip makes of these; `nil` without gzip.
    static func gzip(_ bytes: [UInt8]) -> Int? {
        guard let file = tmpfile() else { return nil }
        defer { fclose(file) }
        fwrite(bytes, 1, bytes.count, file)
        fflush(file)
        rewind(file)
        return output("gzip -9 -c < /proc/\(getpid())/fd/\(fileno(file)) | wc -c")
            .flatMap { Int($0.filter(\.isNumber)) }
    }
}
