import CSQLite
import CStore
import FaultDisk
import Testing

/// The file system that gathers, called as SQLite calls it.
struct GathererTests {
    /// A log that is open on a gatherer above a disk that counts and fails.
    private final class Log {
        let disk = FaultDisk()
        private let path = "/tmp/budkavle-gather-\(UInt64.random(in: 0 ... .max)).wal"
        private let gatherer: OpaquePointer
        private let file: UnsafeMutablePointer<sqlite3_file>
        private let memory: UnsafeMutableRawPointer
        private let cPath: UnsafeMutablePointer<CChar>

        init() throws {
            gatherer = try #require(gatherer_make(disk.vfs))
            let vfs = try #require(sqlite3_vfs_find(gatherer_name(gatherer)))
            memory = .allocate(byteCount: Int(vfs.pointee.szOsFile), alignment: 16)
            memory.initializeMemory(as: UInt8.self, repeating: 0, count: Int(vfs.pointee.szOsFile))
            file = memory.assumingMemoryBound(to: sqlite3_file.self)
            // SQLite reads parameters behind the end of a name.
            cPath = .allocate(capacity: path.utf8.count + 4)
            cPath.initialize(repeating: 0, count: path.utf8.count + 4)
            for (index, byte) in path.utf8.enumerated() { cPath[index] = CChar(bitPattern: byte) }
            let flags = SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            #expect(vfs.pointee.xOpen(vfs, cPath, file, flags, nil) == SQLITE_OK)
        }

        deinit {
            _ = close()
            gatherer_free(gatherer)
            unlink()
            memory.deallocate()
            cPath.deallocate()
        }

        private func unlink() {
            guard let vfs = sqlite3_vfs_find(nil) else { return }
            _ = vfs.pointee.xDelete(vfs, cPath, 0)
        }

        private var methods: sqlite3_io_methods { file.pointee.pMethods.pointee }

        func write(_ bytes: [UInt8], at offset: Int) -> Int32 {
            methods.xWrite(file, bytes, Int32(bytes.count), Int64(offset))
        }

        func read(_ count: Int, at offset: Int) -> (code: Int32, bytes: [UInt8]) {
            var bytes = [UInt8](repeating: 0xEE, count: count)
            let code = methods.xRead(file, &bytes, Int32(count), Int64(offset))
            return (code, bytes)
        }

        var size: Int64 {
            var size: Int64 = -1
            _ = methods.xFileSize(file, &size)
            return size
        }

        func truncate(_ size: Int) -> Int32 { methods.xTruncate(file, Int64(size)) }
        func sync() -> Int32 { methods.xSync(file, SQLITE_SYNC_NORMAL) }
        func forget() { gatherer_forget(gatherer) }

        func close() -> Int32 {
            guard file.pointee.pMethods != nil else { return SQLITE_OK }
            defer { file.pointee.pMethods = nil }
            return methods.xClose(file)
        }
    }

    @Test func `writes one behind the other wait for the sync, and are read and counted before it`() throws {
        let log = try Log()
        for index in 0..<100 {
            #expect(log.write([UInt8](repeating: UInt8(index), count: 24), at: index * 24) == SQLITE_OK)
        }
        #expect(log.disk.total(.writes) == 0)
        #expect(log.size == 2_400)
        let inside = log.read(48, at: 24)
        #expect(inside.code == SQLITE_OK)
        #expect(inside.bytes == [UInt8](repeating: 1, count: 24) + [UInt8](repeating: 2, count: 24))
        #expect(log.disk.total(.writes) == 0)
        #expect(log.sync() == SQLITE_OK)
        #expect(log.disk.total(.writes) == 1 && log.disk.total(.syncs) == 1)
        #expect(log.sync() == SQLITE_OK)
        #expect(log.disk.total(.writes) == 1)
    }

    @Test func `what is written elsewhere, does not fit or is read by half brings down what came before`()
        throws
    {
        let log = try Log()
        let block = [UInt8](repeating: 7, count: 40_000)
        #expect(log.write(block, at: 0) == SQLITE_OK)
        #expect(log.write(block, at: 40_000) == SQLITE_OK)
        #expect(log.disk.total(.writes) == 1)
        #expect(log.write([8], at: 5) == SQLITE_OK)
        #expect(log.disk.total(.writes) == 2)
        #expect(log.read(10, at: 0).bytes == [7, 7, 7, 7, 7, 8, 7, 7, 7, 7])
        #expect(log.disk.total(.writes) == 3)
        #expect(log.write([UInt8](repeating: 9, count: 70_000), at: 80_000) == SQLITE_OK)
        #expect(log.disk.total(.writes) == 4)
        #expect(log.size == 150_000)
    }

    @Test func `a write that fails below fails the call that needed it and loses nothing`() throws {
        let calls: [(name: String, call: (Log) -> Int32)] = [
            ("sync", { $0.sync() }),
            ("truncate", { $0.truncate(50) }),
            ("a write elsewhere", { $0.write([1], at: 9_000) }),
            ("a read by half", { $0.read(200, at: 50).code }),
        ]
        for (name, call) in calls {
            let log = try Log()
            let bytes = (0..<100).map { UInt8($0) }
            #expect(log.write(bytes, at: 0) == SQLITE_OK)
            log.disk.plan(.once, of: .writes, isFull: true)
            #expect(call(log) == SQLITE_FULL, "\(name)")
            #expect(log.disk.total(.syncs) == 0 && log.disk.total(.truncations) == 0)
            #expect(log.read(100, at: 0).bytes == bytes)
            #expect(log.sync() == SQLITE_OK)
            #expect(log.disk.total(.writes) == 2)
            #expect(log.read(100, at: 0).bytes == bytes)
        }
    }

    @Test func `a sync that fails below fails`() throws {
        let log = try Log()
        #expect(log.write([1], at: 0) == SQLITE_OK)
        log.disk.plan(.once, of: .syncs)
        #expect(log.sync() != SQLITE_OK)
    }

    @Test func `closing writes what is left and says so when it cannot`() throws {
        let log = try Log()
        #expect(log.write([1], at: 0) == SQLITE_OK)
        log.disk.plan(.once, of: .writes)
        #expect(log.close() != SQLITE_OK)
        let other = try Log()
        #expect(other.write([1], at: 0) == SQLITE_OK)
        #expect(other.close() == SQLITE_OK)
        #expect(other.disk.total(.writes) == 1)
    }

    @Test func `what is forgotten is never written`() throws {
        let log = try Log()
        #expect(log.write([1, 2, 3], at: 0) == SQLITE_OK)
        log.forget()
        #expect(log.sync() == SQLITE_OK)
        #expect(log.size == 0 && log.disk.total(.writes) == 0)
    }

    @Test func `any order of calls gives what a plain file gives`() throws {
        var dice = SplitMix(1)
        for _ in 0..<40 {
            let log = try Log()
            var model: [UInt8] = []
            for _ in 0..<300 {
                switch UInt8.random(in: 0..<16, using: &dice) {
                case 0..<9:
                    let count = Int.random(in: 1...30_000, using: &dice)
                    let isNext = Bool.random(using: &dice) || model.isEmpty
                    let offset = isNext ? model.count : Int.random(in: 0...model.count, using: &dice)
                    let bytes = [UInt8](repeating: UInt8.random(in: 0...255, using: &dice), count: count)
                    #expect(log.write(bytes, at: offset) == SQLITE_OK)
                    if model.count < offset + count {
                        model += repeatElement(0, count: offset + count - model.count)
                    }
                    model.replaceSubrange(offset..<offset + count, with: bytes)
                case 9..<13:
                    let offset = Int.random(in: 0...model.count, using: &dice)
                    let count = Int.random(in: 1...5_000, using: &dice)
                    let (code, bytes) = log.read(count, at: offset)
                    let there = Array(model[offset..<min(offset + count, model.count)])
                    #expect(code == (there.count == count ? SQLITE_OK : SQLITE_IOERR | 2 << 8))
                    #expect(bytes == there + [UInt8](repeating: 0, count: count - there.count))
                case 13:
                    let size = Int.random(in: 0...model.count, using: &dice)
                    #expect(log.truncate(size) == SQLITE_OK)
                    model.removeSubrange(size...)
                case 14: #expect(log.sync() == SQLITE_OK)
                default: #expect(log.size == Int64(model.count))
                }
            }
        }
    }
}
