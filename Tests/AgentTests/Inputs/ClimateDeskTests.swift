import FieldModel
import Inputs
import Journal
import Logging
import Testing
import Wire
import Workflows

@testable import Agent

/// A store with a fridge, and a clock that the test sets: readings carry it.
@Suite(.timeLimit(.minutes(2))) struct ClimateDeskTests {
    private static let origin: UInt64 = 10_000_000

    private let place: JournalPlaceOnDisk
    private let folder: ConfigFolder
    private let config: AgentConfig
    private let input: SourceID

    init() throws {
        place = try JournalPlaceOnDisk()
        folder = try ConfigFolder()
        try folder.write(probeMap, to: "map.toml")
        config = try folder.load(soundNode + "[stock]\ngln = \"7350000000009\"\n" + soundProbe)
        input = try #require(SourceID(rawValue: "kyl-1"))
    }

    private func key(_ lot: String, bin: String = "KYL-1") throws -> StockKey {
        StockKey(
            item: ItemKey(system: .gtin, code: try #require(Token(rawValue: "07350035400010"))),
            lot: Token(rawValue: lot),
            expiry: CalendarDay(rawValue: 20_270_331),
            location: StockLocation(gln: Token(rawValue: "7350000000009"), bin: Token(rawValue: bin))
        )
    }

    private func stock(_ journal: Journal, _ keys: [(StockKey, Int64)]) async throws {
        for start in stride(from: 0, to: keys.count, by: 64) {
            let events = keys[start..<min(start + 64, keys.count)].map { key, delta in
                Event(
                    instant: BootInstant(boot: 0, milliseconds: 1_000),
                    source: .agent,
                    body: .stockMovement(StockMovement(action: .receipt, key: key, delta: delta))
                )
            }
            _ = try await journal.append(events)
        }
    }

    private func recorder(_ journal: Journal) -> Recorder {
        Recorder(journal: journal, wake: Wake(), refusals: RefusalLog(Logger(label: "test")))
    }

    private func reading(_ degrees: Double?, _ second: Int) -> ModbusReading {
        ModbusReading(arrival: UInt64(Int64(Self.origin) + Int64(second) * 1_000), values: [degrees])
    }

    private func excursions(_ journal: Journal) async throws -> [Excursion] {
        try await events(journal, .stock).compactMap {
            if case .excursion(let excursion) = $0.body { excursion } else { nil }
        }
    }

    private func events(_ journal: Journal, _ stream: FieldModel.Stream) async throws -> [Event] {
        try await journal.list(stream, from: 0, limit: 1_000).map { try Event(canonicalBytes: $0.bytes) }
    }

    @Test func `9.1 °C for 34 min is declared at minute 30 with its start and the lots that lie there`()
        async throws
    {
        let journal = try await place.open()
        try await stock(
            journal,
            [
                (try key("A"), 40), (try key("B"), 5), (try key("GONE"), 5), (try key("GONE"), -5),
                (try key("ELSEWHERE", bin: "KYL-2"), 7),
            ]
        )
        let desk = ClimateDesk()
        try await desk.configure(config, recorder(journal))
        try await desk.take(reading(5, -10), from: input, recorder(journal))
        var declaredAt: Int?
        for second in stride(from: 0, to: 34 * 60, by: 10) {
            try await desk.take(reading(9.1, second), from: input, recorder(journal))
            if declaredAt == nil, try await !excursions(journal).isEmpty { declaredAt = second }
        }
        #expect(declaredAt == 30 * 60)
        try await desk.take(reading(5, 34 * 60), from: input, recorder(journal))
        try await desk.take(reading(5, 40 * 60), from: input, recorder(journal))
        let boot = try #require(try await journal.status().boot?.ordinal)
        let start = BootInstant(boot: boot, milliseconds: Self.origin)
        let affected = [try key("A"), try key("B")]
        let told = try await excursions(journal)
        #expect(told.map(\.hasEnded) == [false, true])
        #expect(told.map(\.start) == [start, start])
        #expect(told.map(\.duration) == [30 * 60_000, 34 * 60_000])
        #expect(told.map(\.affected) == [affected, affected])
        #expect(told.map(\.minimum) == [9_100, 9_100])
        #expect(told.map(\.probe.rawValue) == ["kyl-1-temp", "kyl-1-temp"])
        await journal.close()
    }

    @Test func `an unplugged probe is one sample without a value`() async throws {
        let journal = try await place.open()
        let desk = ClimateDesk()
        try await desk.configure(config, recorder(journal))
        for (second, degrees) in [(0, 5.0), (10, nil), (20, nil), (300, nil), (310, 5.1), (320, 5.1)]
            as [(Int, Double?)]
        {
            try await desk.take(reading(degrees, second), from: input, recorder(journal))
        }
        #expect(await desk.status().map(\.value) == [5_100])
        let samples = try await events(journal, .climate).compactMap { event -> Int64?? in
            if case .sample(let sample) = event.body { .some(sample.value) } else { nil }
        }
        #expect(samples == [5_000, nil, 5_100])
        #expect(try await excursions(journal).isEmpty)
        await journal.close()
    }

    @Test func `what was open goes on after a restart, declared once`() async throws {
        var journal = try await place.open()
        let first = ClimateDesk()
        try await first.configure(config, recorder(journal))
        try await first.take(reading(9.1, 0), from: input, recorder(journal))
        await journal.close()

        journal = try await place.open()
        let second = ClimateDesk()
        try await second.configure(config, recorder(journal))
        try await second.take(reading(9.1, 29 * 60), from: input, recorder(journal))
        #expect(try await excursions(journal).isEmpty)
        try await second.take(reading(9.1, 30 * 60), from: input, recorder(journal))
        #expect(try await excursions(journal).map(\.start.milliseconds) == [Self.origin])
        await journal.close()

        journal = try await place.open()
        let third = ClimateDesk()
        try await third.configure(config, recorder(journal))
        try await third.take(reading(9.1, 31 * 60), from: input, recorder(journal))
        #expect(try await excursions(journal).count == 1)
        try await third.take(reading(5, 32 * 60), from: input, recorder(journal))
        #expect(try await excursions(journal).map(\.hasEnded) == [false, true])
        await journal.close()
    }

    @Test func `a reload keeps what is open, and forgets probes that are gone`() async throws {
        let journal = try await place.open()
        let desk = ClimateDesk()
        try await desk.configure(config, recorder(journal))
        try await desk.take(reading(9.1, 0), from: input, recorder(journal))
        try await desk.configure(config, recorder(journal))
        try await desk.take(reading(9.1, 1_800), from: input, recorder(journal))
        #expect(try await excursions(journal).map(\.duration) == [1_800_000])
        await journal.close()
    }

    private static let changes: [(String, @Sendable (inout [ProbeLine]) -> Void)] = [
        ("the probe is gone", { $0 = [] }),
        ("the band is gone", { $0[0].probe.band = nil }),
        ("it measures something else", { $0[0].probe.quantity = .humidity }),
        ("it stands elsewhere", { $0[0].probe.location.bin = Token(rawValue: "KYL-9") }),
    ]

    @Test(arguments: changes.indices, [true, false])
    func `an excursion that nobody watches any more is ended as such, once`(
        index: Int,
        isReload: Bool
    ) async throws {
        var journal = try await place.open()
        try await stock(journal, [(try key("A"), 40)])
        var desk = ClimateDesk()
        try await desk.configure(config, recorder(journal))
        try await desk.take(reading(9.1, 0), from: input, recorder(journal))
        try await desk.take(reading(9.3, 60), from: input, recorder(journal))
        var changed = config
        Self.changes[index].1(&changed.probes)
        let boot = try #require(try await journal.status().boot?.ordinal)
        if !isReload {
            await journal.close()
            journal = try await place.open()
            desk = ClimateDesk()
        }
        for second in [120, 130] {
            let now = try #require(reading(nil, second)).arrival
            try await desk.configure(changed, recorder(journal), now: now)
            try await desk.take(reading(5, second), from: input, recorder(journal))
        }
        let told = try await excursions(journal)
        let end = try #require(told.first)
        #expect(told.count == 1, "\(Self.changes[index].0)")
        #expect(end.hasEnded && end.isAbandoned)
        #expect(end.start == BootInstant(boot: boot, milliseconds: Self.origin))
        #expect(end.duration == 120_000)
        // What was measured since the last writing is not known any more after a restart.
        #expect(end.maximum == (isReload ? 9_300 : 9_100))
        #expect(end.affected == [try key("A")])
        #expect(end.quantity == .temperature)
        // The probe comes back: what was is over.
        try await desk.configure(config, recorder(journal))
        try await desk.take(reading(5, 200), from: input, recorder(journal))
        #expect(try await excursions(journal).count == 1)
        await journal.close()
    }

    @Test func `excursions wait for room, and those that cannot wait any longer are counted`() async throws {
        var journal = try await place.open(quota: 900 << 10)
        var isFull = false
        while !isFull {
            do {
                try await stock(journal, (0..<64).map { (try key("L\($0)"), 1) })
            } catch JournalError.full {
                isFull = true
            }
        }
        let recorder = recorder(journal)
        let before = try await events(journal, .stock).count
        let desk = ClimateDesk()
        try await desk.configure(config, recorder)
        var lost = 0
        // Each is one that lasted too long between two looks, with one event for 64 lots.
        for hour in 0..<ExcursionQueue.most + 5 {
            try await desk.take(reading(9.1, hour * 3_600), from: input, recorder)
            lost += try await desk.take(reading(5, hour * 3_600 + 1_801), from: input, recorder)
        }
        #expect(try await events(journal, .stock).count == before)
        #expect(lost == 5)
        await journal.close()

        journal = try await place.open()
        lost = try await desk.take(reading(5, 10_000_000), from: input, self.recorder(journal))
        #expect(lost == 0)
        let told = try await journal.list(.stock, from: 0, limit: 100_000).compactMap { stored in
            if case .excursion(let excursion) = try Event(canonicalBytes: stored.bytes).body {
                excursion
            } else {
                nil
            }
        }
        #expect(told.count == ExcursionQueue.most)
        #expect(told.map(\.start.milliseconds) == told.map(\.start.milliseconds).sorted())
        #expect(told.first?.start.milliseconds == Self.origin + 5 * 3_600_000)
        await journal.close()
    }

    @Test func `more lots than one event names take several`() async throws {
        let journal = try await place.open()
        let keys = try (0..<250).map { try key("L\($0)") }
        try await stock(journal, keys.map { ($0, 1) })
        let desk = ClimateDesk()
        try await desk.configure(config, recorder(journal))
        try await desk.take(reading(9.1, 0), from: input, recorder(journal))
        try await desk.take(reading(9.1, 1_800), from: input, recorder(journal))
        let told = try await excursions(journal)
        #expect(told.map(\.affected.count) == [100, 100, 50])
        #expect(Set(told.flatMap(\.affected)) == Set(keys))
        #expect(Set(told.map(\.start)).count == 1)
        await journal.close()
    }
}
