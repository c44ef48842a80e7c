import Glibc

/// What this process has written since it began, as the kernel counts it in /proc/self/io.
struct WrittenBytes {
    /// Pages made dirty, of 4,096 bytes each: what goes to the disk, but for the file system's own records.
    let device: Int
    /// What write calls handed over.
    let calls: Int

    static func now() -> WrittenBytes? {
        guard let file = fopen("/proc/self/io", "re") else { return nil }
        defer { fclose(file) }
        var block = [UInt8](repeating: 0, count: 1024)
        let count = fread(&block, 1, block.count, file)
        var values: [Substring: Int] = [:]
        for line in String(decoding: block[..<count], as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2 { values[words[0]] = Int(words[1]) }
        }
        guard let device = values["write_bytes:"], let calls = values["wchar:"] else { return nil }
        return WrittenBytes(device: device, calls: calls)
    }
}
