import FieldModel
import TestKit
import Testing
import Wire

@testable import Journal

/// Random use of a journal against a model of it that fits on a page.
@Suite(.timeLimit(.minutes(5))) struct HistoryTests {
    /// What a journal must hold.
    struct Model {
        struct Stretch: Equatable {
            var events: [[UInt8]] = []
            var delivered = IntervalSet()
            /// Offsets after the events that were lost with another database.
            var lost = 0
            var head: Int { events.count + lost }
        }

        /// By epoch, oldest first, and stream.
        var epochs: [(epoch: Epoch, streams: [FieldModel.Stream: Stretch])] = []
        var deferred: [Event] = []
        /// How far each epoch came, whatever database is in place.
        var ends: [Epoch: [FieldModel.Stream: Int]] = [:]
        /// The last heads that stand outside the database.
        var marks: (epoch: Epoch, heads: [FieldModel.Stream: Int])?

        mutating func write(_ event: Event) throws {
            guard let stream = event.body.stream else { return }
            epochs[epochs.count - 1].streams[stream, default: Stretch()].events.append(
                try event.canonicalBytes()
            )
        }

        mutating func commit() throws {
            for event in deferred { try write(event) }
            deferred = []
            note()
        }

        mutating func note() {
            guard let last = epochs.last else { return }
            marks = (last.epoch, heads)
            ends[last.epoch] = heads
        }

        /// Begins an epoch after a database that is older than the marks was put in place.
        mutating func begin(_ epoch: Epoch) {
            for index in epochs.indices {
                for (stream, head) in ends[epochs[index].epoch] ?? [:] {
                    let count = epochs[index].streams[stream, default: Stretch()].events.count
                    epochs[index].streams[stream, default: Stretch()].lost = max(0, head - count)
                }
            }
            epochs.append((epoch, [:]))
            marks = (epoch, [:])
        }

        /// Whether offsets that the world may know of are gone.
        func isBelow(_ known: (epoch: Epoch, heads: [FieldModel.Stream: Int])?) -> Bool {
            guard let known, let last = epochs.last, known.epoch >= last.epoch else { return false }
            return known.epoch > last.epoch
                || known.heads.contains { last.streams[$0.key, default: Stretch()].head < $0.value }
        }

        var heads: [FieldModel.Stream: Int] { epochs.last?.streams.mapValues(\.head) ?? [:] }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `500 random operations leave what the model says`(seed: UInt64) async throws {
        var random = SplitMix(seed)
        var folder = try JournalFolder()
        var journal = try await folder.open()
        var model = Model()
        model.epochs = [(try await journal.status().epoch, [:])]
        var committed = model
        var older: (folder: JournalFolder, model: Model)?
        var number = 0

        for _ in 0..<500 {
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<45:
                try model.commit()
                let events = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                    number += 1
                    return [Given.fix(number), Given.stock(Int64(number)), Given.health].randomElement(
                        using: &random
                    )
                        ?? Given.health
                }
                _ = try await journal.append(events)
                for event in events { try model.write(event) }
                model.note()
                committed = model
            case 45..<65:
                number += 1
                try await journal.appendDeferred([Given.fix(number)])
                model.deferred.append(Given.fix(number))
            case 65..<85:
                let index = Int.random(in: model.epochs.indices, using: &random)
                let stream: FieldModel.Stream =
                    [.track, .stock, .node].randomElement(using: &random) ?? .track
                let count = UInt64(model.epochs[index].streams[stream]?.events.count ?? 0)
                guard count > 0 else { continue }
                let low = UInt64.random(in: 0..<count, using: &random)
                let range = low..<UInt64.random(in: low + 1...count, using: &random)
                try await journal.receive(stream, [range], epoch: model.epochs[index].epoch)
                try model.commit()
                committed = model
                model.epochs[index].streams[stream]?.delivered.insert(range)
            case 85..<90:
                await journal.close()
                try model.commit()
                committed = model
                journal = try await folder.open()
            case 90..<94:
                // A power cut: what nobody was told is durable may be gone.
                let copy = try folder.copy()
                await journal.close()
                folder = copy
                journal = try await folder.open()
                (committed.marks, committed.ends) = (model.marks, model.ends)
                model = committed
            case 94..<96:
                try await journal.recordMarks()
                try model.commit()
                committed = model
            case 96..<98:
                await journal.close()
                try model.commit()
                committed = model
                older = (try folder.copy(), model)
                journal = try await folder.open()
            default:
                guard let (copy, past) = older else { continue }
                await journal.close()
                try model.commit()
                try folder.restoreDatabase(from: copy)
                let (epochs, marks, ends) = (model.epochs, model.marks, model.ends)
                model = past
                model.marks = marks
                model.ends = ends
                // Epochs that the older database does not know are remembered beside the keys.
                let later = epochs.filter { known in !past.epochs.contains { $0.epoch == known.epoch } }
                model.epochs += later.map { ($0.epoch, [:]) }
                let isBehind = !later.isEmpty || model.isBelow(marks)
                journal = try await folder.open()
                let epoch = try await journal.status().epoch
                #expect((epoch != model.epochs.last?.epoch) == isBehind)
                if isBehind { model.begin(epoch) }
                committed = model
            }
        }
        try model.commit()
        try await compare(journal, model)
        await journal.close()
        journal = try await folder.open()
        try await compare(journal, model)
        #expect(try await journal.isSound())
        await journal.close()
    }

    private func compare(_ journal: Journal, _ model: Model) async throws {
        #expect(try await journal.status().epoch == model.epochs.last?.epoch)
        let counters = model.epochs.map(\.epoch.counter)
        #expect(counters == counters.sorted() && Set(counters).count == counters.count)
        for stream in [.track, .stock, .node] as [FieldModel.Stream] {
            var unsent: [EventIdentity] = []
            for (epoch, streams) in model.epochs {
                let stretch = streams[stream, default: Model.Stretch()]
                let stored = try await journal.all(stream, epoch: epoch)
                #expect(stored.bytes == stretch.events)
                #expect(stored.offsets == stretch.events.indices.map(UInt64.init))
                unsent += stored.map(\.identity).filter { !stretch.delivered.contains($0.offset) }
            }
            #expect(try await journal.unsent(stream).map(\.identity) == unsent)
            let counted = try await journal.status().streams.filter { $0.stream == stream }.map(\.unsent)
                .reduce(0, +)
            let lost = model.epochs.reduce(0) { $0 + ($1.streams[stream]?.lost ?? 0) }
            #expect(counted == UInt64(unsent.count + lost))
        }
    }
}
