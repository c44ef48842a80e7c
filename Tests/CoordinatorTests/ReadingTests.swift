import Coordinator
import Exchange
import FieldModel
import Glibc
import LinuxIO
import Testing
import Wire

@Suite struct ReadingTests {
    @Test func `every answer has the shape of its schema`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        for bundle in try Self.picture() { _ = try await ledger.deliver(BundleFixture.delivery(bundle)) }
        await ledger.close()
        try await site.serve { ports in
            let client = HTTPClient(port: ports.reading)
            let pages = [
                "nodes", "positions", "load", "stock", "completeness",
                "events?node=7&stream=track&from=1&limit=1",
            ]
            for page in pages {
                let answer = try await client.get("/v1/" + page)
                #expect(answer.status == 200)
                let name = page.split(separator: "?")[0]
                let schema = try JSONTree(text: Self.schema(String(name)))
                let document = try JSONTree(text: answer.body)
                #expect(document.faults(against: schema).isEmpty, "\(name)")
            }
            let fault = try await client.get("/v1/events?node=7")
            #expect(fault.status == 400)
            #expect(
                try JSONTree(text: fault.body).faults(against: JSONTree(text: Self.schema("error"))).isEmpty
            )
        }
    }

    @Test func `a position without an anchor is dated by its arrival and says so`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        let now = BootClock.unix()
        // Measured 10 s before the bundle was sealed, and a slower copy comes later.
        for delay in [Int64(0), 300_000] {
            let bundle = BundleFixture.bundle([try BundleFixture.fix(0)])
            _ = try await ledger.deliver(BundleFixture.delivery(bundle, at: now + delay))
        }
        await ledger.close()
        try await site.serve { ports in
            let answer = try await HTTPClient(port: ports.reading).get("/v1/positions")
            #expect(answer.headers["content-type"] == "application/geo+json")
            let feature = try #require(try JSONTree(text: answer.body)["features"]?[0])
            #expect(feature["geometry"]?["coordinates"] == .array([.number(18.07), .number(59.33)]))
            let properties = try #require(feature["properties"])
            #expect(properties["time_quality"] == .string("arrival"))
            guard case .number(let age)? = properties["age_s"] else { return }
            #expect((10...40).contains(age))
        }
    }

    @Test func `unknown is null and exercises stand apart`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        for bundle in try Self.picture() { _ = try await ledger.deliver(BundleFixture.delivery(bundle)) }
        await ledger.close()
        try await site.serve { ports in
            let client = HTTPClient(port: ports.reading)
            let load = try JSONTree(text: try await client.get("/v1/load").body)
            let unit = try #require(load["units"]?[0])
            #expect(
                unit["total"] == .number(2) && unit["evacuation"] == .null && unit["partial"] == .bool(true)
            )
            #expect(unit["triage"]?["T1"] == .number(2) && unit["triage"]?["dead"] == .number(0))
            #expect(load["exercise"]?[0]?["total"] == .number(9))
            let stock = try JSONTree(text: try await client.get("/v1/stock").body)
            #expect(stock["stock"]?.values.map { $0["balance"] } == [.number(3)])
            let streams = try JSONTree(text: try await client.get("/v1/completeness").body)
            #expect(streams["complete"] == .bool(false))
            let track = streams["streams"]?.values.first { $0["stream"] == .string("track") }
            #expect(track?["missing_ranges"] == .array([.array([.number(2), .number(5)])]))
            #expect(track?["missing"] == .number(3))
        }
    }

    @Test func `gaps with their reasons and conflicts stand in completeness and metrics`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        let gap = { (first: UInt64, reason: Gap.Reason) in
            Gap(stream: .track, epoch: BundleFixture.epoch, first: first, count: 2, reason: reason)
        }
        let bundles = [
            BundleFixture.bundle([try BundleFixture.fix(0)], gaps: [gap(1, .thinned), gap(4, .lost)]),
            BundleFixture.bundle([try BundleFixture.fix(0, latitude: 60)]),
        ]
        for bundle in bundles { _ = try await ledger.deliver(BundleFixture.delivery(bundle)) }
        await ledger.close()
        try await site.serve { ports in
            let client = HTTPClient(port: ports.reading)
            let answer = try JSONTree(text: try await client.get("/v1/completeness").body)
            #expect(answer.faults(against: try JSONTree(text: Self.schema("completeness"))).isEmpty)
            let total = try #require(answer["nodes"]?[0])
            #expect(total["missing"] == .number(1) && total["conflicts"] == .number(1))
            #expect(total["gaps"] == .object(["thinned": .number(2), "lost": .number(2)]))
            let range = { (from: Double, to: Double) in
                JSONTree.array([.array([.number(from), .number(to)])])
            }
            let stream = answer["streams"]?[0]
            #expect(stream?["gap_ranges"] == .object(["thinned": range(1, 3), "lost": range(4, 6)]))
            #expect(stream?["missing_ranges"] == range(3, 4))
            let metrics = try await client.get("/metrics").text
            for line in [
                #"budkavle_conflict_events{node="7",stream="track"} 1"#,
                #"budkavle_gap_events{node="7",stream="track",reason="lost"} 2"#,
                "budkavle_store_refusing 0",
            ] {
                #expect(metrics.contains(line + "\n"), "\(line)")
            }
        }
    }

    @Test func `the page speaks the reader's language and runs nobody else's script`() async throws {
        let site = try Site()
        try await site.serve { ports in
            let client = HTTPClient(port: ports.reading)
            let swedish = try await client.get("/", headers: ["Accept-Language: sv-SE,sv;q=0.9,en;q=0.5"])
            let english = try await client.get("/?lang=en", headers: ["Accept-Language: sv"])
            #expect(swedish.text.contains("<html lang=\"sv\">") && swedish.text.contains("PECC"))
            #expect(english.text.contains("<html lang=\"en\">"))
            #expect(!swedish.text.contains("{{"))
            #expect(swedish.headers["content-security-policy"]?.contains("default-src 'none'") == true)
        }
    }

    private static func picture() throws -> [Bundle] {
        let profile = UnitProfile(callSign: "A 7", kind: .vehicle, capacity: Capacity(litter: 2, sitting: 1))
        let events = [
            try BundleFixture.stored(0, .unitProfile(profile)),
            try BundleFixture.stored(
                1,
                .patientLoad(PatientLoad(foldedThrough: 1, total: 2, triage: [2, 0, 0, 0, 0]))
            ),
            try BundleFixture.stored(
                2,
                .patientLoad(PatientLoad(foldedThrough: 2, total: 9)),
                isExercise: true
            ),
            try BundleFixture.stored(3, .missionStatus(MissionStatus(state: .enroutePickup))),
            try BundleFixture.stored(0, .health(DeviceHealth(battery: 12_600))),
            try BundleFixture.movement(0, 5), try BundleFixture.movement(1, -2),
            try BundleFixture.fix(0), try BundleFixture.fix(1), try BundleFixture.fix(5),
        ]
        let boot = BootRecord(
            ordinal: 1,
            bootID: [UInt8](repeating: 1, count: 16),
            anchors: [
                ClockAnchor(
                    bootMilliseconds: 60_000,
                    unixMilliseconds: 1_800_000_000_000,
                    quality: .trusted,
                    uncertainty: 50
                )
            ]
        )
        var bundle = BundleFixture.bundle(events)
        bundle.boots = [.init(epoch: BundleFixture.epoch, record: boot)]
        return [bundle]
    }

    private static func schema(_ name: String) throws -> [UInt8] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = try FileDescriptor(
            opening: "/\(root)/docs/schemas/coordinator/\(name).schema.json",
            flags: O_RDONLY
        )
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = try file.read(into: &buffer)
        return Array(buffer[..<count])
    }
}
