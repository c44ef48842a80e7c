import Agent
import FaultDisk
import FieldModel
import Glibc
import TestKit
import Testing
import Wire
import Workflows

@testable import Journal

/// The power goes, or the disk fails, at every single call while a journal of an earlier schema is brought forward.
@Suite(.timeLimit(.minutes(5))) struct MigrationPowerTests {
    private struct Contents: Equatable {
        var events: [EventIdentity: [UInt8]] = [:]
        var states: [String: [UInt8]] = [:]
        var onboard: UInt32?
    }

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

    private static func contents(_ journal: Journal) async throws -> Contents {
        var contents = Contents()
        for stream in Stream.allCases {
            for stored in try await journal.all(stream) { contents.events[stored.identity] = stored.bytes }
        }
        contents.states = try await OldJournal.states(journal)
        contents.onboard = try await journal.projection("onboard").map {
            try OnboardState(decoding: $0).total
        }
        return contents
    }

    /// Migrates with one fault, opens again on a sound disk, and returns what is not as it should be.
    private static func broken(
        _ old: OldJournal,
        _ fault: FaultDisk.Fault,
        at call: Int,
        _ remains: FaultDisk.Remains,
        expected: Contents
    ) async throws -> [String] {
        let folder = try JournalFolder(holding: old.files)
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
        let found = try await contents(journal)
        if found.events != expected.events { broken.append("events are others") }
        if found.states != expected.states { broken.append("\(found.states.count) rows of state, or others") }
        if found.onboard != expected.onboard { broken.append("\(found.onboard ?? 0) on board") }
        if status.epoch.counter != 1 { broken.append("epoch \(status.epoch)") }
        broken += try await journal.verify().faults
        let written = try await journal.append([Given.stock(1)]).identities
        if written.contains(where: { expected.events[$0] != nil }) {
            broken.append("an identity was used again")
        }
        await journal.close()
        return broken.map { "call \(call), \(remains): \($0)" }
    }

    @Test(arguments: [FaultDisk.Fault.powerCut, .once, .dead, .torn])
    func `a fault at any call of a migration leaves every event, in its epoch`(
        fault: FaultDisk.Fault
    ) async throws {
        try await sweep(OldJournal(1), fault, every: 1) { $0.events.count == 53 && $0.onboard == 13 }
    }

    /// Every row of state moves, in many small transactions, so that the calls are taken at random.
    @Test(arguments: [FaultDisk.Fault.powerCut, .once, .dead, .torn])
    func `a fault while rows of state move leaves every one of them`(fault: FaultDisk.Fault) async throws {
        try await sweep(OldJournal(3), fault, every: 12) {
            $0.events.count == 1_242 && $0.states.count == 305 && $0.onboard == 10
        }
    }

    /// Strikes at a random call of each `step`.
    private func sweep(
        _ old: OldJournal,
        _ fault: FaultDisk.Fault,
        every step: Int,
        _ isWhole: (Contents) -> Bool
    ) async throws {
        let folder = try JournalFolder(holding: old.files)
        let disk = FaultDisk(tracksPower: true)
        disk.plan(.none)
        let journal = try await Self.open(folder, disk)
        let calls = disk.calls
        let expected = try await Self.contents(journal)
        await journal.close()
        #expect(isWhole(expected) && calls > 20, "\(calls) calls")
        var broken: [String] = []
        var random = SplitMix(UInt64(calls))
        for start in stride(from: 1, through: calls, by: step) {
            let call = Int.random(in: start...min(start + step - 1, calls), using: &random)
            for remains in fault == .powerCut ? FaultDisk.Remains.allCases : [.all] {
                broken += try await Self.broken(old, fault, at: call, remains, expected: expected)
            }
        }
        #expect(broken.isEmpty, "\(broken.count) after \(calls) calls: \(broken.prefix(8))")
    }
}
