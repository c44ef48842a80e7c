import Agent
import ArgumentParser
import Crypto
import Exchange
import FieldModel
import Glibc
import Journal
import LinuxIO

/// A journal as the daemon opens it, with its own projections, in a folder of the measurement.
struct BenchJournal {
    static let node = NodeID(1101)
    private static let key = SymmetricKey(data: [UInt8](repeating: 0x5A, count: 32))

    let journal: Journal

    static func settings(in directory: String) -> JournalSettings {
        JournalSettings(directory: directory, keysDirectory: directory, node: node)
    }

    /// Opens the journal of a folder that exists.
    init(in directory: String, projector: Projector = .node) async throws {
        journal = try await Journal.open(
            Self.settings(in: directory),
            key: Self.key,
            bootID: BootClock.bootID(),
            projector: projector
        )
        try await journal.add(
            ClockAnchor(
                bootMilliseconds: BootClock.now(),
                unixMilliseconds: BootClock.unix(),
                quality: .trusted,
                uncertainty: 50
            )
        )
    }

    /// The size of SQLite's pages, from the header of a database.
    static func pageBytes(of path: String) throws -> Int {
        guard let file = fopen(path, "re") else { throw ValidationError("\(path) cannot be read") }
        defer { fclose(file) }
        var header = [UInt8](repeating: 0, count: 18)
        guard fread(&header, 1, header.count, file) == header.count else {
            throw ValidationError("\(path) has no header")
        }
        let size = Int(header[16]) << 8 | Int(header[17])
        return size == 1 ? 65_536 : size
    }

    /// Everything that a stream holds.
    func events(of stream: FieldModel.Stream) async throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        while true {
            let more = try await journal.list(stream, from: UInt64(events.count), limit: 1000)
            if more.isEmpty { return events }
            events += more
        }
    }

    /// A bundle as the sender makes it: events, the boots that date them, and the heads of the domain.
    func bundle(_ events: [StoredEvent], _ domain: Domain) async throws -> Bundle {
        let status = try await journal.status()
        let boot = status.boot?.ordinal ?? 0
        var bundle = Bundle(
            bootNonce: (0..<16).map { _ in .random(in: 0...255) },
            epoch: status.epoch,
            sealed: BootInstant(boot: boot, milliseconds: BootClock.now())
        )
        bundle.events = events
        bundle.boots = try await journal.bootRecords([BootKey(epoch: status.epoch, ordinal: boot)])
            .map { Bundle.Boot(epoch: $0.epoch, record: $0.record) }
        bundle.heads = status.streams.filter { $0.stream.domain == domain }
            .map { Bundle.Head(epoch: $0.epoch, stream: $0.stream, next: $0.next) }
        return bundle
    }
}
