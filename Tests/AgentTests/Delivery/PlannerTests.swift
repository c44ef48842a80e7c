import Crypto
import FieldModel
import Glibc
import Journal
import TestKit
import Testing

@testable import Agent

/// A journal in a folder of its own, removed afterwards.
final class JournalPlaceOnDisk {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    init() throws { folder = try TemporaryFolder() }

    func open(
        quota: Int64 = JournalSettings.defaultQuota,
        logLimit: Int64 = 256 << 10,
        boot: UInt8 = 0
    ) async throws(JournalError) -> Journal {
        try await Journal.open(
            JournalSettings(
                directory: path,
                keysDirectory: path,
                node: NodeID(7),
                quota: quota,
                logLimit: logLimit
            ),
            key: SymmetricKey(data: [UInt8](repeating: 7, count: 32)),
            bootID: [UInt8](1 + boot...16 + boot),
            projector: .node
        )
    }
}

@Suite(.timeLimit(.minutes(5))) struct PlannerTests {
    let place: JournalPlaceOnDisk

    init() throws { place = try JournalPlaceOnDisk() }

    private static func event(_ body: Body) -> Event {
        Event(instant: BootInstant(boot: 0, milliseconds: 1_000), source: .agent, body: body)
    }

    private static func fixes(_ count: Int) throws -> [Event] {
        let fix = try #require(Fix(latitude: 59, longitude: 18))
        return Array(repeating: event(.fix(fix)), count: count)
    }

    private static func embark() -> Event {
        event(.patientMovement(PatientMovement(action: .embark, mobility: .litter)))
    }

    private static let alarm = event(.alarm(Alarm(kind: .duress)))

    /// As stream and offset.
    private func select(
        _ planner: Planner,
        _ domain: Domain = .transport,
        bytes: Int = 1 << 20,
        isCold: Bool = false,
        streams: [FieldModel.Stream] = Stream.allCases
    ) async throws(JournalError) -> [String] {
        let selection = try await planner.select(
            for: domain,
            streams: Set(streams),
            bytes: bytes,
            isCold: isCold
        )
        return selection.events.map { "\($0.identity.stream) \($0.identity.offset)" }
    }

    @Test func `a cold link gets alarms and what is newest, and nothing else`() async throws {
        let journal = try await place.open()
        _ = try await journal.append(Self.fixes(20) + [Self.embark(), Self.embark(), Self.alarm])
        let planner = Planner(journal: journal)
        // The load after the second patient is event 3 of its stream.
        #expect(try await select(planner, isCold: true) == ["alarm 0", "patients 3", "track 19"])
        #expect(try await select(planner, isCold: true, streams: [.patients]) == ["patients 3"])
        await journal.close()
    }

    @Test func `a cold link without anything new gets history`() async throws {
        let journal = try await place.open()
        _ = try await journal.append([Self.event(.health(DeviceHealth()))])
        #expect(try await select(Planner(journal: journal), .node, isCold: true) == ["node 0"])
        #expect(try await select(Planner(journal: journal), .stock, isCold: true).isEmpty)
        await journal.close()
    }

    @Test func `patients come before track, and each event once`() async throws {
        let journal = try await place.open()
        _ = try await journal.append(Self.fixes(20) + [Self.embark(), Self.embark(), Self.alarm])
        let planner = Planner(journal: journal)
        let track = (0..<20).map { "track \($0)" }
        let patients = (0..<4).map { "patients \($0)" }
        #expect(try await select(planner) == ["alarm 0"] + patients + track)
        // Room for little: the alarm and the newest always, then the oldest patient, and no track.
        let little = try await select(planner, bytes: 60)
        #expect(little.starts(with: ["alarm 0", "patients 0"]))
        #expect(little.contains("track 19") && little.contains("patients 3") && !little.contains("track 0"))
        await journal.close()
    }

    @Test func `stock comes before climate`() async throws {
        let journal = try await place.open()
        let code = try #require(Token(rawValue: "07350035400010"))
        let key = StockKey(
            item: ItemKey(system: .gtin, code: code),
            lot: nil,
            expiry: nil,
            location: StockLocation()
        )
        let sample = Self.event(.sample(Sample(probe: code, quantity: .temperature, value: 5_000)))
        let receipt = Self.event(.stockMovement(StockMovement(action: .receipt, key: key, delta: 5)))
        _ = try await journal.append([sample, sample, receipt])
        let planner = Planner(journal: journal)
        #expect(try await select(planner, .stock, bytes: 1) == ["stock 0"])
        #expect(try await select(planner, .stock) == ["stock 0", "climate 0", "climate 1"])
        #expect(try await planner.waiting().order == [.stock, .climate])
        await journal.close()
    }

    @Test func `what is set aside neither goes nor counts as waiting`() async throws {
        let journal = try await place.open()
        let identities = try await journal.append(Self.fixes(3)).identities
        var planner = Planner(journal: journal)
        planner.quarantine(identities[2])
        #expect(try await select(planner) == ["track 0", "track 1"])
        #expect(try await planner.waiting().streams == [.track: 2])
        planner.quarantine(identities[0])
        planner.quarantine(identities[1])
        #expect(try await planner.waiting().streams.isEmpty)
        await journal.close()
    }

    @Test func `while an event is searched for, the most urgent ones go first`() async throws {
        let journal = try await place.open()
        _ = try await journal.append(Self.fixes(5) + [Self.alarm])
        var planner = Planner(journal: journal)
        planner.eventLimit = 1
        #expect(try await select(planner) == ["alarm 0"])
        planner.eventLimit = 3
        #expect(try await select(planner) == ["alarm 0", "track 0", "track 4"])
        await journal.close()
    }

    @Test func `records of gaps go with the history that was kept, and never far ahead of it`() async throws {
        let journal = try await place.open(quota: 660 << 10)
        let spot = try #require(Fix(latitude: 59, longitude: 18))
        for start in stride(from: 0, to: 30_000, by: 50) {
            let fixes = (start..<start + 50).map { number in
                var fix = spot
                // What cannot be foreseen takes room.
                fix.accuracy = UInt32(truncatingIfNeeded: number &* 2_654_435_761) >> 16
                var event = Self.event(.fix(fix))
                event.instant = BootInstant(boot: 0, milliseconds: UInt64(number) * 1_000)
                return event
            }
            _ = try await journal.append(fixes)
        }
        let planner = Planner(journal: journal)
        let told = try await journal.unsentGaps(.transport, limit: 1_000)
        #expect(told.count > 1)
        let all = Set(Stream.allCases)
        var selection = try await planner.select(for: .transport, streams: all, bytes: 60, isCold: false)
        #expect(selection.gaps.map(\.first) == [0])
        selection = try await planner.select(for: .transport, streams: all, bytes: 1 << 20, isCold: false)
        #expect(selection.gaps == told)
        let last = try #require(selection.events.dropLast().last).identity.offset
        #expect(selection.gaps.allSatisfy { $0.first <= last })
        // Neither on a link that has just come back, nor on one that is not for track.
        let cold = try await planner.select(for: .transport, streams: all, bytes: 1 << 20, isCold: true)
        #expect(cold.gaps.isEmpty)
        let narrow = try await planner.select(
            for: .transport,
            streams: [.patients],
            bytes: 1 << 20,
            isCold: false
        )
        #expect(narrow.gaps.isEmpty)
        var probe = planner
        probe.eventLimit = 1
        #expect(
            try await probe.select(for: .transport, streams: all, bytes: 9_999, isCold: false).gaps.isEmpty
        )
        await journal.close()
    }

    @Test func `only alarms and what is newest are urgent`() async throws {
        let journal = try await place.open()
        _ = try await journal.append([Self.event(.health(DeviceHealth()))])
        let planner = Planner(journal: journal)
        let all = Set(Stream.allCases)
        for (domain, isUrgent) in [(Domain.node, false), (.transport, true)] {
            if isUrgent { _ = try await journal.append(Self.fixes(1)) }
            let selection = try await planner.select(for: domain, streams: all, bytes: 999, isCold: true)
            #expect(selection.isUrgent == isUrgent && !selection.events.isEmpty)
        }
        await journal.close()
    }
}
