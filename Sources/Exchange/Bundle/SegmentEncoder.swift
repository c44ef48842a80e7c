import FieldModel
import FoundationEssentials
import Wire

/// Writes events as segments: columns where they pay and lose nothing, whole bytes otherwise.
enum SegmentEncoder {
    static func segments(of events: [StoredEvent]) -> [PBSegment] {
        var result: [PBSegment] = []
        var start = 0
        for index in events.indices {
            let isLast = index == events.count - 1
            if isLast || !follows(events[index + 1].identity, events[index].identity) {
                result.append(segment(events[start...index]))
                start = index + 1
            }
        }
        return result
    }

    private static func follows(_ next: EventIdentity, _ previous: EventIdentity) -> Bool {
        next.epoch == previous.epoch && next.stream == previous.stream && next.offset == previous.offset + 1
    }

    private static func segment(_ events: ArraySlice<StoredEvent>) -> PBSegment {
        var segment = PBSegment()
        guard let first = events.first?.identity else { return segment }
        segment.epoch = first.epoch.rawValue
        segment.stream = UInt32(first.stream.rawValue)
        segment.first = first.offset
        var kinds = Runs()
        var headers = HeaderColumns()
        var fixes = FixColumnsEncoder()
        var stock = StockColumnsEncoder()
        // Headers come first: their time unit is needed before a position can be foreseen.
        let parsed = events.map { columnar($0) }
        headers.choose(unitFor: parsed)
        for (stored, event) in zip(events, parsed) {
            var kind = SegmentKind.whole
            switch event?.body {
            case .fix(let fix):
                guard let event, fixes.canTake(fix, at: headers.time(of: event)) else { break }
                fixes.append(fix, at: headers.append(event))
                kind = .fix
            case .stockMovement(let movement):
                guard let event else { break }
                headers.append(event)
                stock.append(movement)
                kind = .stockMovement
            default: break
            }
            kinds.append(kind.rawValue)
            if kind == .whole { segment.whole.append(Data(stored.bytes)) }
        }
        segment.kinds = kinds.flat
        if !headers.isEmpty { segment.headers = headers.wire }
        if !fixes.isEmpty { segment.fixes = fixes.wire }
        if !stock.isEmpty { segment.stock = stock.wire }
        return segment
    }

    /// The event, when columns give back exactly these bytes; `nil` when it must travel whole.
    private static func columnar(_ stored: StoredEvent) -> Event? {
        guard let event = try? Event(canonicalBytes: stored.bytes), event.corrects == nil,
            event.instant.milliseconds < 1 << 50
        else { return nil }
        switch event.body {
        case .fix(let fix):
            // Larger values than these fit no column; nothing real has them.
            guard fix.accuracy ?? 0 < 1 << 30, fix.speed ?? 0 < 1 << 30, fix.age < 1 << 30 else { return nil }
        case .stockMovement: break
        default: return nil
        }
        // Fields that this version does not know show as a difference here.
        guard let again = try? event.canonicalBytes(), again == stored.bytes else { return nil }
        return event
    }
}

/// Boot, source, label, exercise and time of the events in columns.
struct HeaderColumns {
    private(set) var wire = PBHeaders()
    private var sources: [String: UInt32] = [:]
    private var run: [UInt32] = []
    private var last: Int64 = 0
    private var lastStep: Int64 = 0
    var isEmpty: Bool { wire.times.isEmpty }

    mutating func choose(unitFor events: [Event?]) {
        let isCoarse = events.allSatisfy {
            $0.map { $0.instant.milliseconds.isMultiple(of: Fix.quantum) } ?? true
        }
        wire.timeUnit = isCoarse ? UInt32(Fix.quantum) : 1
    }

    /// The event's time in the unit of this segment.
    func time(of event: Event) -> Int64 { Int64(event.instant.milliseconds) / Int64(wire.timeUnit) }

    /// Returns the event's time in the unit of this segment.
    @discardableResult
    mutating func append(_ event: Event) -> Int64 {
        let name = event.source == .agent ? "" : event.source.rawValue
        let source = sources[name] ?? UInt32(wire.sources.count)
        if sources[name] == nil {
            sources[name] = source
            wire.sources.append(name)
        }
        let flags = UInt32(event.label.rawValue) + (event.isExercise ? 4 : 0)
        let key = [event.instant.boot, source, flags]
        if key == run {
            wire.runs[wire.runs.count - 1] += 1
        } else {
            run = key
            wire.runs += key + [1]
        }
        let time = time(of: event)
        let step = time - last
        wire.times.append(step - lastStep)
        last = time
        lastStep = step
        return time
    }
}

struct FixColumnsEncoder {
    private var columns = PBFixColumns()
    private var latitude = LinearPredictor()
    private var longitude = LinearPredictor()
    private var accuracy = OptionalDelta()
    private var speed = OptionalDelta()
    private var course = OptionalDelta()
    private var state = Runs()
    private var age: Int32 = 0
    private var ages: [Int32] = []
    private(set) var isEmpty = true

    var wire: PBFixColumns {
        var whole = columns
        whole.state = state.flat
        whole.age = ages.contains { $0 != 0 } ? ages : []
        return whole
    }

    /// Whether the columns hold what was not foreseen: a leap around the Earth may be too large for them.
    func canTake(_ fix: Fix, at time: Int64) -> Bool {
        Int32(exactly: Int64(fix.latitude) - latitude.prediction(at: time)) != nil
            && Int32(exactly: Int64(fix.longitude) - longitude.prediction(at: time)) != nil
    }

    mutating func append(_ fix: Fix, at time: Int64) {
        isEmpty = false
        let north = Int64(fix.latitude)
        let east = Int64(fix.longitude)
        columns.latitude.append(Int32(truncatingIfNeeded: north &- latitude.prediction(at: time)))
        columns.longitude.append(Int32(truncatingIfNeeded: east &- longitude.prediction(at: time)))
        latitude.note(north, at: time)
        longitude.note(east, at: time)
        columns.accuracy.append(accuracy.encode(fix.accuracy) ?? 0)
        columns.speed.append(speed.encode(fix.speed) ?? 0)
        columns.course.append(course.encode(fix.course) ?? 0)
        state.append(
            UInt32(fix.source.rawValue) + UInt32(fix.integrity.rawValue) * 4 + UInt32(fix.jamming.rawValue)
                * 16
                + UInt32(fix.spoofing.rawValue) * 64
        )
        let now = Int32(truncatingIfNeeded: fix.age)
        ages.append(now &- age)
        age = now
    }
}
