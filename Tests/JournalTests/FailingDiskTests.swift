import Agent
import FaultDisk
import FieldModel
import Glibc
import Store
import Testing
import Wire

@testable import Journal

/// What a journal does, and says, when its disk fails.
@Suite(.timeLimit(.minutes(2))) struct FailingDiskTests {
    let folder: JournalFolder
    let disk = FaultDisk()

    init() throws { folder = try JournalFolder() }

    private func open() async throws(JournalError) -> Journal {
        var settings = JournalSettings(
            directory: folder.journal,
            keysDirectory: folder.keys,
            node: JournalFolder.node,
            commitInterval: .seconds(3600)
        )
        settings.vfs = disk.vfs
        return try await Journal.open(
            settings,
            key: JournalFolder.key,
            bootID: JournalFolder.boot,
            projector: .node
        )
    }

    private func code(_ error: any Error) -> Int32? {
        switch error {
        case JournalError.storage(let error): error.primary
        case JournalError.full: 13
        default: nil
        }
    }

    /// Waits for a sync to begin, off the threads that tasks share.
    private func awaitHeldSync() async {
        await withCheckedContinuation { continuation in
            var thread = pthread_t()
            let box = Unmanaged.passRetained(Waiter(disk: disk, continuation: continuation))
            pthread_create(
                &thread,
                nil,
                { argument in
                    guard let argument else { return nil }
                    let waiter = Unmanaged<Waiter>.fromOpaque(argument).takeRetainedValue()
                    waiter.disk.awaitHeldSync()
                    waiter.continuation.resume()
                    return nil
                },
                box.toOpaque()
            )
            pthread_detach(thread)
        }
    }

    private final class Waiter: Sendable {
        let disk: FaultDisk
        let continuation: CheckedContinuation<Void, Never>

        init(disk: FaultDisk, continuation: CheckedContinuation<Void, Never>) {
            self.disk = disk
            self.continuation = continuation
        }
    }

    @Test func `a failed fsync fails everything that waited for it, and all that comes later`() async throws {
        let journal = try await open()
        disk.holdSyncs()
        async let first = journal.append([Given.stock(1)])
        await awaitHeldSync()
        disk.plan(.once, of: .syncs)
        let answers = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask {
                    do throws(JournalError) {
                        if number.isMultiple(of: 2) {
                            _ = try await journal.append([Given.stock(2)])
                        } else {
                            try await journal.set("name", [1])
                        }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            disk.releaseSyncs()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try await first.identities.map(\.offset) == [0])
        #expect(answers == Array(repeating: false, count: 40))
        await #expect(throws: JournalError.closed) { try await journal.append([Given.alarm]) }
        await #expect(throws: JournalError.closed) { try await journal.appendDeferred([Given.fix(1)]) }
        await #expect(throws: JournalError.closed) { try await journal.status() }
        await journal.close()

        let again = try await open()
        #expect(try await again.all(.stock).offsets == [0])
        #expect(try await again.setting("name") == nil)
        #expect(try await again.isSound())
        await again.close()
    }

    @Test func `a setting whose fsync fails closes the journal`() async throws {
        let journal = try await open()
        disk.plan(.once, of: .syncs)
        await #expect { try await journal.set("name", [1]) } throws: { code($0) == 10 }
        await #expect(throws: JournalError.closed) { try await journal.append([Given.alarm]) }
        await journal.close()
    }

    @Test func `a full disk refuses what it cannot hold, keeps what may wait, and goes on with space`()
        async throws
    {
        let journal = try await open()
        _ = try await journal.append([Given.stock(1)])
        disk.plan(.dead, of: .writes, isFull: true)
        try await journal.appendDeferred([Given.fix(1)])
        for _ in 0..<3 {
            await #expect { try await journal.append([Given.stock(2)]) } throws: { error in
                code(error) == 13 && (error as? JournalError)?.needsReopening == false
            }
        }
        #expect(try await journal.all(.stock).count == 1)
        disk.heal()
        // A look finds the room.
        _ = try await journal.status()
        #expect(try await journal.append([Given.stock(3)]).identities.map(\.offset) == [1])
        #expect(try await journal.all(.track).count == 1)
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `what may wait on a full disk is bounded, and is not tried again with each event`()
        async throws
    {
        let journal = try await open()
        _ = try await journal.append([Given.stock(1)])
        disk.plan(.dead, of: .writes, isFull: true)
        await #expect { try await journal.append([Given.stock(2)]) } throws: { code($0) == 13 }
        let writes = disk.total(.writes)
        var kept: UInt64 = 0
        for number in 0..<Engine.deferredLimit + 100 {
            do {
                try await journal.appendDeferred([Given.fix(number)])
                kept += 1
            } catch {
                #expect(code(error) == 13)
            }
        }
        #expect(kept <= UInt64(Engine.deferredLimit))
        #expect(disk.total(.writes) - writes < 500)
        disk.heal()
        #expect(try await journal.status().streams.first { $0.stream == .track }?.next ?? 0 == kept)
        await journal.close()
    }

    @Test func `a row on a bad sector is an error, and neither damage nor silence`() async throws {
        var journal = try await open()
        for _ in 0..<8 { _ = try await journal.append(Array(repeating: Given.stock(1), count: 64)) }
        await journal.close()
        journal = try await open()
        disk.plan(.dead, of: .reads)
        await #expect { try await journal.unsent(.stock) } throws: { code($0) == 10 }
        await #expect { try await journal.all(.stock) } throws: { code($0) == 10 }
        await #expect { try await journal.verify() } throws: { code($0) == 10 }
        disk.heal()
        #expect(try await journal.unsent(.stock).count == 512)
        #expect(try await journal.unsentGaps(.stock, limit: 9).isEmpty)
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `a journal whose disk turned read-only says so, and goes on where it stood`() async throws {
        var journal = try await open()
        _ = try await journal.append([Given.stock(1)])
        disk.setReadOnly(true)
        await #expect { try await journal.append([Given.stock(2)]) } throws: { error in
            (error as? JournalError)?.needsReopening == true
        }
        await journal.close()
        await #expect(throws: JournalError.self) { try await open() }
        disk.setReadOnly(false)
        journal = try await open()
        #expect(try await journal.append([Given.stock(3)]).identities.map(\.offset) == [1])
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `while an fsync hangs, callers wait and a look is answered with its age`() async throws {
        let journal = try await open()
        _ = try await journal.append([Given.stock(1)])
        #expect(try await journal.status(patience: .seconds(60)).age == .zero)
        disk.holdSyncs()
        async let held = journal.append([Given.stock(2)])
        await awaitHeldSync()
        async let waiting: Void = journal.appendDeferred([Given.fix(1)])
        let status = try await journal.status(patience: .milliseconds(20))
        #expect(status.age >= .milliseconds(20))
        #expect(status.streams.first { $0.stream == .stock }?.next == 1)
        disk.releaseSyncs()
        #expect(try await held.identities.map(\.offset) == [1])
        try await waiting
        let later = try await journal.status(patience: .seconds(60))
        #expect(later.age == .zero && later.streams.first { $0.stream == .stock }?.next == 2)
        await journal.close()
    }

    @Test func `marks and epochs that do not fit on the disk are refused with the file's name`() async throws
    {
        // A device that opens, and is full for ever.
        try #require(symlink("/dev/full", folder.marks) == 0)
        let journal = try await open()
        _ = try await journal.append([Given.stock(1)])
        await #expect(throws: JournalError.file(path: folder.marks, errno: ENOSPC)) {
            try await journal.recordMarks()
        }
        // Nothing may leave before the marks stand, and what is refused once is not taken for done.
        await #expect(throws: JournalError.file(path: folder.marks, errno: ENOSPC)) {
            try await journal.recordMarks()
        }
        unlink(folder.marks)
        try await journal.recordMarks()
        let epoch = try await journal.status().epoch
        try #require(symlink("/dev/full", folder.keys + "/epoch.new") == 0)
        await #expect(throws: JournalError.file(path: folder.keys + "/epoch.new", errno: ENOSPC)) {
            try await journal.receive(.stock, [0..<9], epoch: epoch)
        }
        unlink(folder.keys + "/epoch.new")
        #expect(try await journal.receive(.stock, [0..<9], epoch: epoch).showsRollback)
        #expect(try await journal.status().epoch.counter == epoch.counter + 1)
        await journal.close()
    }
}
