import FieldModel
import Glibc
import Hardware
import Inputs
import Journal
import LinuxIO
import Logging
import Synchronization
import Testing
import Wire
import Workflows

@testable import Agent

@Suite(.timeLimit(.minutes(2))) struct LineDeskTests {
    /// A desk at a journal of its own.
    final class Room: Sendable {
        let journal: Journal
        let positions = PositionDesk()
        let desk: LineDesk
        let recorder: Recorder
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        private let told: Told
        private let config: AgentConfig

        final class Told: Sendable {
            let health = Mutex<[LineHealth]>([])
        }

        init(_ place: JournalPlaceOnDisk, _ roles: [(String, LineRole)]) async throws {
            let journal = try await place.open()
            self.journal = journal
            let told = Told()
            self.told = told
            desk = LineDesk(positions: positions) { health in told.health.withLock { $0.append(health) } }
            recorder = Recorder(journal: journal, wake: Wake(), refusals: RefusalLog(log))
            var config = try ConfigFolder().load("[node]\nid = 7\ncall_sign = \"T\"\nkind = \"vehicle\"\n")
            config.lines = try roles.enumerated().map { number, line in
                LineSettings(
                    name: try #require(SourceID(rawValue: line.0)),
                    chip: "c",
                    place: .offset(UInt32(number)),
                    role: line.1
                )
            }
            self.config = config
            try await desk.configure(config, journal)
        }

        /// Reloads with these lines only.
        func keep(_ names: [String]) async throws {
            var config = config
            config.lines.removeAll { !names.contains($0.name.rawValue) }
            try await desk.configure(config, journal)
        }

        var health: [LineHealth] { told.health.withLock { $0 } }

        func turn(_ name: String, _ role: LineRole, _ isActive: Bool?, at instant: UInt64) async throws {
            let name = try #require(SourceID(rawValue: name))
            let change = LineChange(name: name, role: role, value: .level(isActive), instant: instant)
            try await desk.take(change, recorder, log)
        }

        func alarms() async throws -> [(SourceID, Alarm, UInt64)] {
            try await journal.list(.alarm, epoch: nil, from: 0, limit: .max).compactMap { row in
                let event = try Event(canonicalBytes: row.bytes)
                guard case .alarm(let alarm) = event.body else { return nil }
                return (event.source, alarm, event.instant.milliseconds)
            }
        }
    }

    let place: JournalPlaceOnDisk

    init() throws { place = try JournalPlaceOnDisk() }

    @Test func `each press of a duress button is an alarm, and letting go calls nothing off`() async throws {
        let room = try await Room(place, [("help", .duress), ("cover", .tamper)])
        for press in 0..<3 as Range<UInt64> {
            try await room.turn("help", .duress, true, at: press * 1_000 + 5)
            try await room.turn("help", .duress, false, at: press * 1_000 + 500)
        }
        try await room.turn("cover", .tamper, true, at: 4_000)
        let alarms = try await room.alarms()
        #expect(alarms.map(\.1.kind) == [.duress, .duress, .duress, .tamper])
        #expect(alarms.map(\.1.isActive) == [true, true, true, true])
        #expect(alarms.map(\.0.rawValue) == ["help", "help", "help", "cover"])
        #expect(alarms.map(\.2) == [5, 1_005, 2_005, 4_000])
        await room.journal.close()
    }

    @Test func `a button that is held while its chip goes and comes is no second alarm`() async throws {
        let room = try await Room(place, [("help", .duress)])
        try await room.turn("help", .duress, true, at: 1)
        try await room.turn("help", .duress, nil, at: 2)
        try await room.turn("help", .duress, true, at: 3)
        #expect(try await room.alarms().count == 1)
        #expect(await room.desk.lines.map(\.isActive) == [true])
        await room.journal.close()
    }

    @Test func `a line that raises alarms without end does not fill the journal`() async throws {
        let room = try await Room(place, [("help", .duress)])
        for press in 0..<100 as Range<UInt64> {
            try await room.turn("help", .duress, true, at: press * 2)
            try await room.turn("help", .duress, false, at: press * 2 + 1)
        }
        #expect(try await room.alarms().count <= AlarmGate.burst + 1)
        #expect(await room.desk.status(nil).heldAlarms >= 79)
        await room.journal.close()
    }

    @Test func `health hears what changed, once, and what is unknown stays unknown`() async throws {
        let room = try await Room(
            place,
            [("mains", .mains), ("ign", .ignition), ("left", .door), ("right", .door), ("cover", .tamper)]
        )
        try await room.turn("left", .door, true, at: 1)
        #expect(await room.desk.health.doorsOpen == nil)
        try await room.turn("right", .door, false, at: 2)
        try await room.turn("mains", .mains, true, at: 3)
        try await room.turn("ign", .ignition, false, at: 4)
        try await room.turn("cover", .tamper, false, at: 5)
        let known = await room.desk.health
        #expect(known.doorsOpen == 1 && known.onMains == true)
        #expect(known.ignition == false && known.isTampered == false)
        let said = room.health.count
        try await room.turn("mains", .mains, true, at: 6)
        #expect(room.health.count == said)
        try await room.turn("mains", .mains, nil, at: 7)
        #expect(await room.desk.health.onMains == nil)
        await room.journal.close()
    }

    @Test func `latches never set who is on board`() async throws {
        let room = try await Room(place, [("a", .stretcher), ("b", .stretcher)])
        let patient = Event(
            instant: BootInstant(boot: 0, milliseconds: 1),
            source: .agent,
            body: .patientMovement(PatientMovement(action: .embark, mobility: .litter))
        )
        _ = try await room.recorder.record([patient])
        let before = try await room.journal.status().streams.map(\.next)
        try await room.turn("a", .stretcher, true, at: 2)
        try await room.turn("b", .stretcher, true, at: 3)
        let status = await room.desk.status(nil)
        #expect(status.latches.latched == 2)
        #expect(status.latches.lying == 1...1)
        #expect(status.text.contains("stretchers: 2 latched, load says 1 litter: LOOK"))
        #expect(await room.desk.health.isLoadQuestioned == false)
        try await room.turn("b", .stretcher, false, at: 4)
        #expect(await room.desk.status(nil).text.contains("stretchers: 1 latched, load says 1 litter"))
        #expect(try await room.journal.status().streams.map(\.next) == before)
        await room.journal.close()
    }

    @Test func `what a line said that a reload takes away holds nothing up`() async throws {
        let room = try await Room(place, [("supply", .powerFail), ("a", .stretcher), ("help", .duress)])
        try await room.turn("a", .stretcher, true, at: 1)
        try await room.turn("supply", .powerFail, true, at: 2)
        #expect(await room.desk.power.isActive)
        #expect(await room.desk.health.stretchersLatched == 1)
        try await room.keep(["supply", "help"])
        #expect(await room.desk.power.isActive)
        #expect(await room.desk.status(nil).latches == LatchCheck())
        #expect(await room.desk.health.isLoadQuestioned == nil)
        try await room.keep(["help"])
        #expect(await !room.desk.power.isActive)
        // What may wait does so again.
        let log = "\(place.path)/journal.db-wal"
        let before = fileStatus(of: log)?.st_size
        let fix = try #require(Fix(latitude: 59, longitude: 18))
        let event = Event(instant: BootInstant(boot: 0, milliseconds: 3), source: .agent, body: .fix(fix))
        try await room.journal.appendDeferred([event])
        try await Task.sleep(for: .milliseconds(100))
        #expect(fileStatus(of: log)?.st_size == before)
        await room.journal.close()
    }

    @Test func `wheels and ignition reach the position`() async throws {
        let room = try await Room(place, [("ign", .ignition), ("way", .odometer(millimetresPerPulse: 250))])
        let source = try #require(SourceID(rawValue: "gnss"))
        var now: UInt64 = 1_000_000
        for _ in 0..<30 {
            let position = Position(
                timeOfDay: nil,
                latitude: 59,
                longitude: 18,
                mode: .autonomous,
                speed: 10,
                course: 90,
                accuracy: 3
            )
            _ = await room.positions.take(
                Observation(source: source, arrival: now, value: .position(position))
            )
            now += 100
        }
        let way = try #require(SourceID(rawValue: "way"))
        for _ in 0..<20 {
            now += 1_000
            let report = PulseCounter.Report(metres: 10)
            let change = LineChange(
                name: way,
                role: .odometer(millimetresPerPulse: 250),
                value: .rolled(report),
                instant: now
            )
            try await room.desk.take(change, room.recorder, room.log)
        }
        let rolled = try #require(await room.positions.status(at: now).fix)
        #expect(rolled.source == .deadReckoned)
        #expect(rolled.longitude > 18_002_000)
        now += 10_000
        try await room.turn("ign", .ignition, false, at: now)
        #expect(await room.positions.status(at: now).fix?.speed == 0)
        try await room.turn("ign", .ignition, nil, at: now)
        #expect(await room.positions.status(at: now).fix?.speed == nil)
        await room.journal.close()
    }

    @Test func `the status names what a line says and what it lacks`() async throws {
        let room = try await Room(place, [("help", .duress)])
        let name = try #require(SourceID(rawValue: "help"))
        let settings = LineSettings(name: name, chip: "no-such-chip", place: .name("DI1"), role: .duress)
        let bank = try LineBank([settings])
        _ = await bank.step()
        let status = await room.desk.status(bank)
        #expect(status.text.contains { $0.hasPrefix("chip no-such-chip: WAITING") })
        #expect(status.text.contains("line help: duress unknown, the chip is not open"))
        let json = JSONValue.object(status.json { $0 }).text
        #expect(
            json.contains(
                #""name":"help","role":"duress","chip":"no-such-chip","place":"DI1","level":"unknown""#
            )
        )
        await room.journal.close()
    }
}
