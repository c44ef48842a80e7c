import FieldModel
import Journal
import Wire
import Workflows

/// Compares a journal with what was promised of it.
struct FaultCheck {
    private let promises: FaultPlayer.Promises
    private let journal: Journal

    init(_ promises: FaultPlayer.Promises, _ journal: Journal) {
        self.promises = promises
        self.journal = journal
    }

    func broken() async throws -> [String] {
        var broken = try await journal.verify().faults
        let status = try await journal.status()
        if let epoch = promises.epoch, status.epoch != epoch { broken.append("epoch \(status.epoch) began") }
        for (stream, next) in promises.marks
        where status.streams.first(where: { $0.stream == stream })?.next ?? 0 < next {
            broken.append("\(stream.name) stands below its marks")
        }
        var numbers: [UInt64: Int] = [:]
        var stored: [EventIdentity: Event] = [:]
        for stream in [Stream.alarm, .patients, .stock, .track] {
            for row in try await journal.all(stream) {
                let event = try Event(canonicalBytes: row.bytes)
                stored[row.identity] = event
                if case .patientLoad = event.body { continue }
                numbers[event.instant.milliseconds, default: 0] += 1
            }
        }
        for (identity, number) in promises.acknowledged
        where stored[identity]?.instant.milliseconds != number {
            broken.append("lost: event \(number), \(identity)")
        }
        for (number, count) in numbers where count > 1 {
            broken.append("event \(number) stands \(count) times")
        }
        broken += try await balances(stored.values.map(\.body))
        broken += try await acts()
        return broken
    }

    /// Every row of stock is the sum of the movements that are stored.
    private func balances(_ bodies: [Body]) async throws -> [String] {
        var sums: [StockKey: Int64] = [:]
        for case .stockMovement(let movement) in bodies { sums[movement.key, default: 0] += movement.delta }
        var broken: [String] = []
        for (key, sum) in sums {
            let row = try await journal.projection(Projections.name(of: key))
            let balance = try row.map { try StockState(decoding: $0).balance }
            if balance != sum { broken.append("balance \(balance ?? 0) instead of \(sum)") }
        }
        return broken
    }

    /// An act that was answered is known for ever, and so is a setting.
    private func acts() async throws -> [String] {
        var broken: [String] = []
        for (key, identities) in promises.acts.prefix(8) {
            let again = try await journal.append([Given.alarm], key: key)
            if !again.isRepeat || again.identities != identities { broken.append("an act was done twice") }
        }
        let setting = try await journal.setting("test")
        if setting != promises.setting, setting == nil || setting != promises.unsure {
            broken.append("a setting is gone")
        }
        _ = try await journal.append([Given.alarm])
        return broken
    }
}
