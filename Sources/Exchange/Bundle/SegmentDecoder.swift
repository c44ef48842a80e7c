import FieldModel
import FoundationEssentials
import Wire

/// Reads segments back to the canonical bytes of each event.
enum SegmentDecoder {
    static func events(of segment: PBSegment, node: NodeID, limit: Int) throws(EnvelopeError) -> [StoredEvent]
    {
        guard let stream = UInt8(exactly: segment.stream).flatMap(Stream.init), segment.first < 1 << 62 else {
            throw .malformed
        }
        let counts = stride(from: 1, to: segment.kinds.count, by: 2).map { Int(segment.kinds[$0]) }
        let count = counts.reduce(0) { $0.addingReportingOverflow($1).partialValue }
        guard count > 0, count <= limit, counts.allSatisfy({ $0 > 0 && $0 <= limit }),
            let kinds = Runs.expand(segment.kinds, count: count)
        else { throw .malformed }
        let fixCount = kinds.count { $0 == SegmentKind.fix.rawValue }
        let stockCount = kinds.count { $0 == SegmentKind.stockMovement.rawValue }
        guard segment.whole.count == count - fixCount - stockCount else { throw .malformed }

        var headers = try HeaderReader(segment.headers, count: fixCount + stockCount)
        var fixes = try FixColumns(segment.fixes, count: fixCount)
        var stock = try StockColumns(segment.stock, count: stockCount)
        var whole = segment.whole.makeIterator()
        var result: [StoredEvent] = []
        result.reserveCapacity(count)
        let epoch = Epoch(rawValue: segment.epoch)
        for (index, code) in kinds.enumerated() {
            let bytes: [UInt8]
            switch SegmentKind(rawValue: code) {
            case .whole:
                guard let next = whole.next(), next.count <= Event.maximumBytes else { throw .malformed }
                bytes = [UInt8](next)
            case .fix:
                let (header, time) = try headers.next()
                bytes = try canonical(header, body: .fix(try fixes.next(at: time)))
            case .stockMovement:
                let (header, _) = try headers.next()
                bytes = try canonical(header, body: .stockMovement(try stock.next()))
            case nil: throw .malformed
            }
            let offset = segment.first + UInt64(index)
            result.append(
                StoredEvent(
                    identity: EventIdentity(node: node, epoch: epoch, stream: stream, offset: offset),
                    bytes: bytes
                )
            )
        }
        return result
    }

    private static func canonical(_ header: Event, body: Body) throws(EnvelopeError) -> [UInt8] {
        var event = header
        event.body = body
        do { return try event.canonicalBytes() } catch { throw .malformed }
    }
}

/// Headers of columnar events, in order.
private struct HeaderReader {
    private let wire: PBHeaders
    private let sources: [SourceID]
    private var row = 0
    private var run = 0
    private var usedOfRun: UInt32 = 0
    private var time: Int64 = 0
    private var step: Int64 = 0

    init(_ wire: PBHeaders, count: Int) throws(EnvelopeError) {
        guard wire.times.count == count, wire.runs.count.isMultiple(of: 4), wire.sources.count <= 256,
            count == 0 || (1...60_000).contains(wire.timeUnit)
        else { throw .malformed }
        self.wire = wire
        sources = wire.sources.compactMap { $0.isEmpty ? .agent : SourceID(rawValue: $0) }
        guard sources.count == wire.sources.count else { throw .malformed }
    }

    /// An event without its body, and its time in the segment's unit.
    mutating func next() throws(EnvelopeError) -> (Event, Int64) {
        while run < wire.runs.count, usedOfRun >= wire.runs[run + 3] {
            run += 4
            usedOfRun = 0
        }
        guard run < wire.runs.count, row < wire.times.count else { throw .malformed }
        let flags = wire.runs[run + 2]
        guard Int(wire.runs[run + 1]) < sources.count, flags < 8,
            let label = InformationLabel(rawValue: UInt8(flags & 3))
        else { throw .malformed }
        step &+= wire.times[row]
        time &+= step
        let (milliseconds, overflow) = time.multipliedReportingOverflow(by: Int64(wire.timeUnit))
        guard !overflow, (0..<1 << 50).contains(milliseconds) else { throw .malformed }
        defer {
            row += 1
            usedOfRun += 1
        }
        let event = Event(
            instant: BootInstant(boot: wire.runs[run], milliseconds: UInt64(milliseconds)),
            source: sources[Int(wire.runs[run + 1])],
            label: label,
            isExercise: flags & 4 != 0,
            body: .unknown
        )
        return (event, time)
    }
}

/// Fixes, in order.
private struct FixColumns {
    private let wire: PBFixColumns
    private let states: [UInt32]
    private var latitude = LinearPredictor()
    private var longitude = LinearPredictor()
    private var accuracy = OptionalDelta()
    private var speed = OptionalDelta()
    private var course = OptionalDelta()
    private var age: Int32 = 0
    private var row = 0

    init(_ wire: PBFixColumns, count: Int) throws(EnvelopeError) {
        guard wire.latitude.count == count, wire.longitude.count == count, wire.accuracy.count == count,
            wire.speed.count == count, wire.course.count == count, [0, count].contains(wire.age.count),
            let states = Runs.expand(wire.state, count: count)
        else { throw .malformed }
        self.wire = wire
        self.states = states
    }

    mutating func next(at time: Int64) throws(EnvelopeError) -> Fix {
        guard row < states.count else { throw .malformed }
        defer { row += 1 }
        let state = states[row]
        let north = latitude.prediction(at: time) &+ Int64(wire.latitude[row])
        let east = longitude.prediction(at: time) &+ Int64(wire.longitude[row])
        latitude.note(north, at: time)
        longitude.note(east, at: time)
        if !wire.age.isEmpty { age &+= wire.age[row] }
        guard state < 256, abs(north) <= 90_000_000, abs(east) <= 180_000_000,
            let source = Fix.Source(rawValue: UInt8(state & 3)),
            let integrity = Fix.Integrity(rawValue: UInt8(state >> 2 & 3)),
            let jamming = Fix.Interference(rawValue: UInt8(state >> 4 & 3)),
            let spoofing = Fix.Interference(rawValue: UInt8(state >> 6)),
            let metres = accuracy.decode(wire.accuracy[row]),
            let pace = speed.decode(wire.speed[row]),
            let heading = course.decode(wire.course[row]),
            age >= 0,
            var fix = Fix(latitude: 0, longitude: 0, source: source, integrity: integrity)
        else { throw .malformed }
        fix.latitude = Int32(north)
        fix.longitude = Int32(east)
        fix.accuracy = metres
        fix.speed = pace
        fix.course = heading
        fix.age = UInt32(age)
        fix.jamming = jamming
        fix.spoofing = spoofing
        return fix
    }
}
