import Agent
import FaultDisk
import FieldModel
import Glibc
import Testing
import Wire
import Workflows

@testable import Journal

/// The power goes, or the disk fails, at every single call while a journal of an earlier schema is brought forward.
@Suite(.timeLimit(.minutes(5))) struct MigrationPowerTests {
    private static let files: [String: [UInt8]] = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(2)
        let vectors = parts.joined(separator: "/") + "/Vectors/journal-1"
        var files: [String: [UInt8]] = [:]
        for (file, place) in [("journal.db", "journal"), ("journal.marks", "journal"), ("epoch", "keys")] {
            if let bytes = try? DurableFile.read("\(vectors)/\(file)", limit: 1 << 20) {
                files["\(place)/\(file)"] = bytes
            }
        }
        return files
    }()

    private static func open(_ folder: JournalFolder, _ disk: FaultDisk) async throws(JournalError) -> Journal
    {
        var settings = JournalSettings(
            directory: folder.journal,
            keysDirectory: folder.keys,
            node: JournalFolder.node,
            commitInterval: .seconds(3600),
            logLimit: 256 << 10
        )
        settings.vfs = disk.vfs
        return try await Journal.open(
            settings,
            key: JournalFolder.key,
            bootID: JournalFolder.boot,
            projector: .node
        )
    }

    /// Everything that a journal of schema 1 holds, as events by identity.
    private static func events(_ journal: Journal) async throws -> [EventIdentity: [UInt8]] {
        var events: [EventIdentity: [UInt8]] = [:]
        for stream in Stream.allCases {
            for stored in try await journal.all(stream) { events[stored.identity] = stored.bytes }
        }
        return events
    }

    /// Migrates with one fault, opens again on a sound disk, and returns what is not as it should be.
    private static func broken(
        _ fault: FaultDisk.Fault,
        at call: Int,
        _ remains: FaultDisk.Remains,
        expected: [EventIdentity: [UInt8]]
    ) async throws -> [String] {
        let folder = try JournalFolder(holding: files)
        let disk = FaultDisk(tracksPower: true)
        disk.plan(fault, at: call)
        do throws(JournalError) {
            let journal = try await open(folder, disk)
            await journal.close()
        } catch {
            // Refused or cut off: what counts is what the next start finds.
        }
        guard disk.hasStruck else { return ["call \(call): the fault never came"] }
        if disk.isOff { try disk.restorePower(remains, seed: UInt64(call)) }
        disk.heal()
        var broken: [String] = []
        let journal: Journal
        do throws(JournalError) {
            journal = try await open(folder, disk)
        } catch {
            return ["call \(call), \(remains): does not open: \(error)"]
        }
        let status = try await journal.status()
        if try await events(journal) != expected { broken.append("events are others") }
        if status.epoch.counter != 1 { broken.append("epoch \(status.epoch)") }
        broken += try await journal.verify().faults
        let onboard = try await journal.projection("onboard").map { try OnboardState(decoding: $0).total }
        if onboard != 13 { broken.append("\(onboard ?? 0) on board") }
        let written = try await journal.append([Given.stock(1)]).identities
        if written.contains(where: { expected[$0] != nil }) { broken.append("an identity was used again") }
        await journal.close()
        return broken.map { "call \(call), \(remains): \($0)" }
    }

    @Test(arguments: [FaultDisk.Fault.powerCut, .once, .dead, .torn])
    func `a fault at any call of a migration leaves every event, in its epoch`(
        fault: FaultDisk.Fault
    ) async throws {
        #expect(Self.files.count == 3)
        let folder = try JournalFolder(holding: Self.files)
        let disk = FaultDisk(tracksPower: true)
        disk.plan(.none)
        let journal = try await Self.open(folder, disk)
        let calls = disk.calls
        let expected = try await Self.events(journal)
        await journal.close()
        #expect(expected.count == 53 && calls > 20, "\(calls) calls")
        var broken: [String] = []
        for call in 1...calls {
            for remains in fault == .powerCut ? FaultDisk.Remains.allCases : [.all] {
                broken += try await Self.broken(fault, at: call, remains, expected: expected)
            }
        }
        #expect(broken.isEmpty, "\(broken.count): \(broken.prefix(8))")
    }
}
