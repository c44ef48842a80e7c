import FieldModel
import TestKit
import Wire

@testable import Journal

/// One accident to the files of a journal that nobody has open.
struct Damage {
    enum File: String, CaseIterable {
        case database = "journal/journal.db"
        case log = "journal/journal.db-wal"
        case marks = "journal/journal.marks"
    }

    /// A page as it stands in a file, and the events on it.
    struct Image {
        var file: File
        var bytes: Range<Int>
        var events: Set<EventIdentity>
    }

    var name: String
    /// What was changed of each file.
    private var touched: [(file: File, bytes: Range<Int>)] = []

    private init(name: String) { self.name = name }

    /// Events all of whose images were touched: nobody can bring them back.
    func excused(_ subject: DamageDrillTests.Subject) -> Set<EventIdentity> {
        var safe: Set<EventIdentity> = []
        for image in subject.images
        where !touched.contains(where: { $0.file == image.file && $0.bytes.overlaps(image.bytes) }) {
            safe.formUnion(image.events)
        }
        return Set(subject.events.keys).subtracting(safe)
    }

    static func images(of folder: JournalFolder) throws -> [Image] {
        guard
            case .authentic(let record) = try IdentityRecord.read(
                folder.keys + "/journal.id",
                key: JournalFolder.key
            )
        else { return [] }
        let pageSize = 512
        let database = (try folder.files()[File.database.rawValue]?.count ?? 0) / pageSize
        let place = SetAside.Place(number: 0, directory: folder.journal)
        var job = Salvage(
            place: place,
            seal: Seal(key: JournalFolder.key, journal: record.journal),
            epochs: record.epochs.mapValues(\.epoch),
            marks: nil,
            scanner: PageScanner(database: folder.database)
        )
        // Frames of the log's last generation are overwritten sooner or later, and excuse nothing.
        let log = try folder.files()[File.log.rawValue] ?? []
        func isPresent(_ start: Int) -> Bool { log[start + 8..<start + 16].elementsEqual(log[16..<24]) }
        var images: [Image] = []
        while let rows = job.scanner.next(pages: 1) {
            let index = job.scanner.position - 1
            let start = index < database ? index * pageSize : 32 + (index - database) * (24 + pageSize)
            guard index < database || isPresent(start) else { continue }
            var events: Set<EventIdentity> = []
            for row in rows {
                guard case .events(let ordinal, let stream, let run) = job.read(row),
                    let epoch = job.epochs[ordinal]
                else { continue }
                for offset in run.first..<run.end {
                    events.insert(
                        EventIdentity(node: JournalFolder.node, epoch: epoch, stream: stream, offset: offset)
                    )
                }
            }
            let size = index < database ? pageSize : 24 + pageSize
            images.append(
                Image(file: index < database ? .database : .log, bytes: start..<start + size, events: events)
            )
        }
        return images
    }

    /// Does something terrible to a folder.
    static func random(
        to folder: JournalFolder,
        older: JournalFolder,
        stranger: JournalFolder,
        _ random: inout SplitMix
    ) throws -> Damage {
        let files = try folder.files()
        let file = [File.database, .database, .log, .log, .marks].randomElement(using: &random) ?? .log
        var content = files[file.rawValue] ?? []
        guard !content.isEmpty else { return Damage(name: "nothing") }
        func write(_ damage: Damage) throws -> Damage {
            try DurableFile.replace("\(folder.path)/\(file.rawValue)", with: content)
            return damage
        }
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<5:
            var damage = Damage(name: "flipped bits in \(file)")
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let index = content.indices.randomElement(using: &random) ?? 0
                content[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                damage.touched.append((file, index..<index + 1))
            }
            return try write(damage)
        case 5:
            var damage = Damage(name: "truncated \(file)")
            let size = Int.random(in: 0..<content.count, using: &random)
            damage.touched = [(file, size..<content.count)]
            content.removeSubrange(size...)
            return try write(damage)
        case 6, 7:
            var damage = Damage(name: "zeros in \(file)")
            let start = Int.random(in: 0..<content.count, using: &random)
            let end = min(content.count, start + Int.random(in: 1...8192, using: &random))
            for index in start..<end { content[index] = 0 }
            damage.touched = [(file, start..<end)]
            return try write(damage)
        case 8:
            guard file == .database else { fallthrough }
            var damage = Damage(name: "swapped pages")
            let pages = content.count / 512
            let (a, b) = (
                Int.random(in: 0..<pages, using: &random), Int.random(in: 0..<pages, using: &random)
            )
            for index in 0..<512 { content.swapAt(a * 512 + index, b * 512 + index) }
            damage.touched = [(file, a * 512..<a * 512 + 512), (file, b * 512..<b * 512 + 512)]
            return try write(damage)
        case 9:
            var damage = Damage(name: "restored an old \(file)")
            content = try older.files()[file.rawValue] ?? []
            damage.touched = [(file, 0..<Int.max)]
            return try write(damage)
        case 10:
            var damage = Damage(name: "\(file) of another node")
            content = try stranger.files()[file.rawValue] ?? []
            damage.touched = [(file, 0..<Int.max)]
            return try write(damage)
        default:
            var damage = Damage(name: "emptied \(file)")
            content = []
            damage.touched = [(file, 0..<Int.max)]
            return try write(damage)
        }
    }
}
