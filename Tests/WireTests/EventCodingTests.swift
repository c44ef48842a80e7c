import FieldModel
import SwiftProtobuf
import TestKit
import Testing
import Wire

struct EventCodingTests {
    @Test(arguments: 0..<RandomEvents.kinds)
    func `every kind comes back as it went, in the same bytes`(kind: Int) throws {
        var events = RandomEvents(seed: UInt64(kind))
        for _ in 0..<400 {
            let event = events.event(kind: kind)
            let bytes = try event.canonicalBytes()
            let again = try Event(canonicalBytes: bytes)
            #expect(again == event)
            #expect(try again.canonicalBytes() == bytes)
        }
    }

    @Test(arguments: 0..<RandomEvents.kinds)
    func `canonical bytes are those that protobuf writes`(kind: Int) throws {
        var events = RandomEvents(seed: 200 + UInt64(kind))
        for _ in 0..<1_000 {
            var event = events.event(kind: kind)
            if Bool.random(using: &events.random) { event.corrects = nil }
            #expect(try event.canonicalBytes() == PBEvent(event).serializedBytes())
        }
    }

    @Test
    func `names at their longest, numbers at their ends and empty axes have protobuf's bytes or its refusal`()
        throws
    {
        let longest = Token(rawValue: String(repeating: "x", count: Token.maximumBytes))
        var key = StockKey(
            item: ItemKey(system: .gtin, code: try #require(longest)),
            lot: longest,
            expiry: CalendarDay(rawValue: 20_991_231),
            location: StockLocation(gln: longest, bin: longest)
        )
        var bodies: [Body] = []
        for delta in [
            Int64.min, -StockMovement.maximumDelta, -1, 0, 63, 64, StockMovement.maximumDelta, .max,
        ] {
            for balance in [nil, Int64.min, 0, .max] {
                var movement = StockMovement(action: .issue, key: key, delta: delta)
                movement.balanceAfter = balance
                bodies.append(.stockMovement(movement))
            }
            key.lot = nil
        }
        let axes: [[UInt32]?] = [
            nil, [], [1], [0, 0, 0, 0], [0, 0, 0, 0, 1_000_000], [0, 0, 0, 0, 1_000_001],
        ]
        for axis in axes {
            for total in [0, 1_000_000, UInt32.max] {
                bodies.append(
                    .patientLoad(
                        PatientLoad(foldedThrough: 1 << 63, total: total, triage: axis, mobility: axis)
                    )
                )
                bodies.append(.patientLoad(PatientLoad(foldedThrough: .max, total: total, evacuation: axis)))
            }
        }
        for dependency in [nil, 0, 1, 4, 5, UInt32.max] {
            bodies.append(
                .patientMovement(
                    PatientMovement(action: .died, tag: longest, dependency: dependency, needs: [])
                )
            )
        }
        for body in bodies {
            for boot in [0, UInt32.max] {
                let event = Event(
                    instant: BootInstant(boot: boot, milliseconds: .max),
                    source: .agent,
                    isExercise: boot > 0,
                    body: body
                )
                let expected = Result { try PBEvent(event).serializedBytes() as [UInt8] }
                switch (Result { try event.canonicalBytes() }, expected) {
                case (.success(let bytes), .success(let wanted)): #expect(bytes == wanted)
                case (.failure(let error), .failure(let wanted)): #expect("\(error)" == "\(wanted)")
                case (let result, let wanted): Issue.record("\(result) is not \(wanted)")
                }
            }
        }
    }

    @Test(arguments: 0..<RandomEvents.kinds)
    func `truncated and mutated bytes are refused or read, never fatal`(kind: Int) throws {
        var events = RandomEvents(seed: 100 + UInt64(kind))
        for _ in 0..<40 {
            let bytes = try events.event(kind: kind).canonicalBytes()
            for cut in bytes.indices { _ = try? Event(canonicalBytes: Array(bytes[..<cut])) }
            for index in bytes.indices {
                var mutated = bytes
                mutated[index] = UInt8.random(in: 0...255, using: &events.random)
                // What is taken after all must be a value that can be written again.
                if let event = try? Event(canonicalBytes: mutated), event.body != .unknown {
                    _ = try event.canonicalBytes()
                }
            }
        }
    }

    @Test func `a field of a later version is passed over and lives on in the bytes`() throws {
        var events = RandomEvents(seed: 7)
        let event = events.event(kind: 9)
        // Field 900, a varint.
        let bytes = try event.canonicalBytes() + [0xA0, 0x38, 0x05]
        #expect(try Event(canonicalBytes: bytes) == event)
        #expect(try PBEvent(serializedBytes: bytes).serializedBytes() == bytes)
    }

    @Test func `a kind of a later version is unknown and lives on in the bytes`() throws {
        // Boot 3, and field 99 with a message of two bytes.
        let bytes: [UInt8] = [0x08, 0x03, 0x9A, 0x06, 0x02, 0x08, 0x01]
        let event = try Event(canonicalBytes: bytes)
        #expect(event.body == .unknown)
        #expect(event.instant.boot == 3)
        #expect(try PBEvent(serializedBytes: bytes).serializedBytes() == bytes)
        #expect(throws: WireError.unknownKind) { try event.canonicalBytes() }
    }

    @Test(arguments: zip(1...7, Sample.Quantity.allCases))
    func `the numbers of the quantities are fixed`(number: UInt8, quantity: Sample.Quantity) throws {
        let event = Event(
            instant: BootInstant(boot: 0, milliseconds: 0),
            source: .agent,
            label: .open,
            body: .sample(Sample(probe: try #require(Token(rawValue: "p")), quantity: quantity, value: -1))
        )
        let bytes: [UInt8] = [0xD2, 0x01, 0x07, 0x0A, 0x01, 0x70, 0x10, number, 0x18, 0x01]
        #expect(try event.canonicalBytes() == bytes)
        #expect(try Event(canonicalBytes: bytes) == event)
        #expect(Sample.Quantity.allCases.count == 7)
    }

    @Test func `the agent as source costs no byte`() throws {
        let event = Event(
            instant: BootInstant(boot: 0, milliseconds: 0),
            source: .agent,
            label: .open,
            body: .health(DeviceHealth())
        )
        #expect(try event.canonicalBytes() == [0xDA, 0x01, 0x00])
    }

    struct Hostile: Sendable {
        let field: String
        let change: @Sendable (inout PBEvent) -> Void
    }

    static let hostile = [
        Hostile(field: "latitude") { $0.fix.latitude = 90_000_001 },
        Hostile(field: "longitude") { $0.fix.longitude = -180_000_001 },
        Hostile(field: "fix.source") { $0.fix.source = 4 },
        Hostile(field: "fix.integrity") { $0.fix.integrity = 256 },
        Hostile(field: "course") { $0.fix.course = 180 },
        Hostile(field: "label") { $0.label = 4 },
        Hostile(field: "source") { $0.source = "Scanner Left" },
        Hostile(field: "stream") { $0.corrects.stream = 7 },
        Hostile(field: "alarm.kind") { $0.alarm.kind = 0 },
        Hostile(field: "larmprio") { event in
            event.missionStatus.state = 1
            event.missionStatus.larmprio = 5
        },
        Hostile(field: "triage") { event in
            event.patientMovement.action = 1
            event.patientMovement.triage = 6
        },
        Hostile(field: "tag") { event in
            event.patientMovement.action = 1
            event.patientMovement.tag = "Anna Andersson"
        },
        Hostile(field: "triage") { $0.patientLoad.triage = [1, 2] },
        Hostile(field: "total") { $0.patientLoad.total = .max },
        Hostile(field: "item_code") { event in
            event.stockMovement.action = 1
            event.stockMovement.key.itemSystem = 1
        },
        Hostile(field: "expiry") { event in
            event.stockMovement.action = 1
            event.stockMovement.key.itemSystem = 1
            event.stockMovement.key.itemCode = "1"
            event.stockMovement.key.expiry = 20_230_229
        },
        Hostile(field: "quantity") { event in
            event.sample.probe = "p"
            event.sample.quantity = 8
        },
        Hostile(field: "storage_used_percent") { $0.health.storageUsedPercent = 101 },
        Hostile(field: "battery_percent") { $0.health.batteryPercent = 101 },
        Hostile(field: "temperature_c") { $0.health.temperatureC = 201 },
        Hostile(field: "temperature_c") { $0.health.temperatureC = .min },
        Hostile(field: "flash_worn_percent") { $0.health.flashWornPercent = 111 },
        Hostile(field: "flash_warning") { $0.health.flashWarning = 0 },
        Hostile(field: "doors_open") { $0.health.doorsOpen = 1_001 },
        Hostile(field: "stretchers_latched") { $0.health.stretchersLatched = .max },
    ]

    @Test(arguments: hostile)
    func `a value out of range is refused by the name of its field`(hostile: Hostile) throws {
        var message = PBEvent()
        hostile.change(&message)
        let bytes: [UInt8] = try message.serializedBytes()
        #expect(throws: WireError.outOfRange(hostile.field)) { try Event(canonicalBytes: bytes) }
    }

    @Test func `a value that no reader would take is not written`() throws {
        var load = PatientLoad(foldedThrough: 0, total: 1)
        load.triage = [1]
        let event = Event(
            instant: BootInstant(boot: 0, milliseconds: 0),
            source: .agent,
            body: .patientLoad(load)
        )
        #expect(throws: WireError.outOfRange("triage")) { try event.canonicalBytes() }
    }

    @Test func `a flood of bytes is refused before it is read`() {
        #expect(throws: WireError.tooLarge) {
            try Event(canonicalBytes: Array(repeating: 0, count: Event.maximumBytes + 1))
        }
    }
}
