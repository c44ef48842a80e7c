import FaultDisk
import FieldModel
import Synchronization
import Testing

@testable import Journal

/// Requests that arrive while a batch is written share its fsync.
@Suite(.timeLimit(.minutes(2))) struct JoiningTests {
    /// Does something once, on the journal's thread, while it writes an event.
    private final class Interruption: Sendable {
        private let body = Mutex<(@Sendable () -> Void)?>(nil)

        func set(_ new: @escaping @Sendable () -> Void) { body.withLock { $0 = new } }

        func run() {
            let due = body.withLock { body in
                defer { body = nil }
                return body
            }
            due?()
        }
    }

    private let folder: JournalFolder
    private let disk = FaultDisk()
    private let interruption = Interruption()

    init() throws { folder = try JournalFolder() }

    private func open(batchLimit: Int = 512) async throws -> Journal {
        var settings = JournalSettings(
            directory: folder.journal,
            keysDirectory: folder.keys,
            node: JournalFolder.node,
            batchLimit: batchLimit
        )
        settings.vfs = disk.vfs
        let interruption = interruption
        let projector = Projector(
            name: { _ in nil },
            complete: { _, _, _ in interruption.run() },
            fold: { _, _, _ in false },
            decode: { state, _ in state },
            followUp: { _, _ in nil }
        )
        return try await Journal.open(
            settings,
            key: JournalFolder.key,
            bootID: JournalFolder.boot,
            projector: projector
        )
    }

    /// Appends that began, in order.
    private final class Begun: Sendable {
        private let tasks = Mutex<[Task<UInt64?, Never>]>([])

        /// The request is in the journal's inbox when this returns.
        func append(_ event: Event, to journal: Journal) {
            let task = Task.immediate {
                // A refusal is what a test looks for.
                try? await journal.append([event]).identities.first?.offset
            }
            tasks.withLock { $0.append(task) }
        }

        /// Where the events stand; `nil` for one that was refused.
        var offsets: [UInt64?] {
            get async {
                var offsets: [UInt64?] = []
                for task in tasks.withLock({ $0 }) { offsets.append(await task.value) }
                return offsets
            }
        }
    }

    /// Asks how far the alarms have come.
    private final class Look: Sendable {
        private let task = Mutex<Task<UInt64?, Never>?>(nil)

        func begin(in journal: Journal) {
            let begun = Task.immediate { try? await journal.status().streams.first?.next }
            task.withLock { $0 = begun }
        }

        var next: UInt64? { get async { await task.withLock { $0 }?.value ?? nil } }
    }

    @Test func `they are answered by the one commit, in their order`() async throws {
        let journal = try await open()
        let begun = Begun()
        interruption.set { for _ in 0..<20 { begun.append(Given.alarm, to: journal) } }
        let before = disk.total(.syncs)
        #expect(try await journal.append([Given.alarm]).identities.first?.offset == 0)
        #expect(await begun.offsets == Array(1...20))
        #expect(disk.total(.syncs) - before == 1)
        #expect(try await journal.all(.alarm).offsets == Array(0...20))
        await journal.close()
    }

    @Test func `one that is not valid fails alone`() async throws {
        let journal = try await open()
        let begun = Begun()
        interruption.set {
            for event in [Given.alarm, Given.invalid, Given.alarm] { begun.append(event, to: journal) }
        }
        #expect(try await journal.append([Given.alarm]).identities.first?.offset == 0)
        #expect(await begun.offsets == [1, nil, 2])
        await journal.close()
    }

    @Test func `a failed fsync fails them all`() async throws {
        let journal = try await open()
        let begun = Begun()
        interruption.set { for _ in 0..<5 { begun.append(Given.alarm, to: journal) } }
        disk.plan(.dead, of: .syncs)
        await #expect(throws: JournalError.self) { try await journal.append([Given.alarm]) }
        #expect(await begun.offsets == [nil, nil, nil, nil, nil])
        await journal.close()
    }

    @Test func `none overtakes a look, and a batch stays within its limit`() async throws {
        let journal = try await open(batchLimit: 4)
        let begun = Begun()
        interruption.set { for _ in 0..<9 { begun.append(Given.alarm, to: journal) } }
        var before = disk.total(.syncs)
        _ = try await journal.append([Given.alarm])
        #expect(await begun.offsets == Array(1...9))
        #expect(disk.total(.syncs) - before == 3)

        let later = Begun()
        let look = Look()
        interruption.set {
            later.append(Given.alarm, to: journal)
            look.begin(in: journal)
            later.append(Given.alarm, to: journal)
        }
        before = disk.total(.syncs)
        _ = try await journal.append([Given.alarm])
        #expect(await later.offsets == [11, 12])
        #expect(disk.total(.syncs) - before == 2)
        #expect(await look.next == 12)
        await journal.close()
    }
}
