import Crypto
import FieldModel
import TestKit
import Testing
import Wire

@testable import Journal

/// Random damage to every file of a journal: it comes up, reuses no identity, and declares what it lost.
@Suite(.timeLimit(.minutes(10))) struct DamageDrillTests {
    /// A journal as a power cut leaves it, and what was acknowledged of it.
    struct Subject {
        var folder: JournalFolder
        /// Every event, by place.
        var events: [EventIdentity: [UInt8]]
        /// Page images of database and log, by file, with the events that each holds.
        var images: [Damage.Image]
    }

    @Test(arguments: 0..<10)
    func `thirty random damages`(series: Int) async throws {
        var random = SplitMix(UInt64(series) + 77)
        let (subject, older) = try await Self.subject(&random)
        let stranger = try await Self.stranger()
        for round in 0..<30 {
            let folder = try subject.folder.copy()
            let damage = try Damage.random(to: folder, older: older, stranger: stranger, &random)
            try await drill(folder, subject, damage, "\(series).\(round) \(damage.name)")
        }
    }

    private func drill(
        _ folder: JournalFolder,
        _ subject: Subject,
        _ damage: Damage,
        _ name: String
    ) async throws {
        var daemon = Daemon(folder: folder)
        // Work goes on at once, whatever is still to be found.
        var fresh: [EventIdentity: Body] = [:]
        for number in 0..<20 {
            let event = number.isMultiple(of: 3) ? Given.fix(90_000 + number) : Given.stock(Int64(number))
            let identity = try await daemon.run { journal in try await journal.append([event]).identities[0] }
            #expect(fresh[identity] == nil, "\(name): an identity twice")
            #expect(subject.events[identity] == nil, "\(name): an identity of before")
            fresh[identity] = event.body
        }
        let found = try await daemon.run { journal in
            while try await journal.status().salvage != nil {}
            return try await Self.everything(journal)
        }
        #expect(daemon.openings <= 8, "\(name): \(daemon.openings) openings")
        let gone = try fresh.filter { identity, body in
            try found.events[identity].map { try Event(canonicalBytes: $0).body } != body
        }
        #expect(gone.isEmpty, "\(name): \(gone.count) of those written since")
        var lost: Set<EventIdentity> = []
        var silent = 0
        for (identity, bytes) in subject.events {
            if let kept = found.events[identity] {
                #expect(kept == bytes, "\(name): \(identity) says something else")
                continue
            }
            lost.insert(identity)
            let isDeclared = found.gaps.contains { $0.reason == .lost && $0.covers(identity) }
            if !isDeclared { silent += 1 }
        }
        #expect(silent == 0, "\(name): \(silent) of \(lost.count) lost and nobody says so")
        let excused = damage.excused(subject)
        let innocent = lost.subtracting(excused)
        #expect(innocent.isEmpty, "\(name): \(innocent.count) lost outside the damaged pages")
        let verification = try await daemon.run { journal in try await journal.verify() }
        #expect(
            lost.isEmpty || verification.gaps[.lost] ?? 0 >= UInt64(lost.count),
            "\(name): verify is silent"
        )
        try await daemon.stop()
        // And it stays up.
        let again = try await folder.open()
        await again.close()
    }

    /// What a coordinator would get in the end.
    private static func everything(
        _ journal: Journal
    ) async throws -> (events: [EventIdentity: [UInt8]], gaps: [Gap]) {
        var events: [EventIdentity: [UInt8]] = [:]
        for stream in FieldModel.Stream.allCases {
            let query = UnsentQuery(stream: stream, events: .max, bytes: .max)
            for event in try await journal.unsent(query) { events[event.identity] = event.bytes }
        }
        var gaps: [Gap] = []
        for domain in Domain.allCases { gaps += try await journal.unsentGaps(domain, limit: .max) }
        return (events, gaps)
    }

    private static func subject(
        _ random: inout SplitMix
    ) async throws -> (Subject, older: JournalFolder) {
        let folder = try JournalFolder()
        var journal = try await folder.open()
        var older: JournalFolder?
        for number in 0..<240 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4: _ = try await journal.append([Given.stock(Int64(number))])
            case 4..<6: _ = try await journal.append((0..<5).map { Given.fix(number * 10 + $0) })
            case 6:
                _ = try await journal.append([
                    Given.embark(Token(rawValue: "P\(number)") ?? "?"), Given.mission(.loaded),
                ])
            case 7: try await journal.appendDeferred([Given.fix(number * 10)])
            case 8: _ = try await journal.append([Given.health, Given.alarm])
            default:
                if Bool.random(using: &random) { try await journal.recordMarks() }
            }
            if number == 100 { older = try folder.copy() }
            if number == 60 || number == 160 {
                await journal.close()
                journal = try await folder.open()
            }
        }
        _ = try await journal.append([Given.alarm])
        // What is asked of the journal now comes after the marks of the last commit, which is answered before them.
        let events = try await everything(journal).events
        let twin = try folder.copy()
        await journal.close()
        return (
            Subject(folder: twin, events: events, images: try Damage.images(of: twin)), try #require(older)
        )
    }

    private static func stranger() async throws -> JournalFolder {
        let folder = try JournalFolder()
        let journal = try await folder.open(
            node: NodeID(99),
            key: .init(data: [UInt8](repeating: 9, count: 32))
        )
        for number in 0..<50 { _ = try await journal.append([Given.stock(Int64(number))]) }
        let copy = try folder.copy()
        await journal.close()
        return copy
    }
}

/// Opens a journal again whenever it says that only that can help, as the agent and systemd do.
private struct Daemon {
    let folder: JournalFolder
    private(set) var openings = 0
    private var journal: Journal?

    init(folder: JournalFolder) { self.folder = folder }

    mutating func run<Value>(_ body: (Journal) async throws -> Value) async throws -> Value {
        while true {
            do {
                if journal == nil {
                    openings += 1
                    journal = try await folder.open()
                }
                guard let journal else { continue }
                return try await body(journal)
            } catch let error as JournalError where error.needsReopening && openings < 20 {
                await journal?.close()
                journal = nil
            }
        }
    }

    mutating func stop() async throws {
        await journal?.close()
        journal = nil
    }
}

extension Gap {
    fileprivate func covers(_ identity: EventIdentity) -> Bool {
        identity.stream == stream && identity.epoch == epoch && covers(identity.offset)
    }
}
