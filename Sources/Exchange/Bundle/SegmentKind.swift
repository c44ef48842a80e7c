/// How the events of a run are written: as a whole, or spread over columns.
enum SegmentKind: UInt32 {
    case whole = 0
    case fix = 1
    case stockMovement = 2
}

/// Run lengths as flat (value, count) pairs.
struct Runs {
    private(set) var flat: [UInt32] = []

    mutating func append(_ value: UInt32) {
        if flat.count >= 2, flat[flat.count - 2] == value {
            flat[flat.count - 1] += 1
        } else {
            flat += [value, 1]
        }
    }

    /// Unpacks to exactly `count` values; `nil` when the runs say otherwise.
    static func expand(_ flat: [UInt32], count: Int) -> [UInt32]? {
        guard flat.count.isMultiple(of: 2), flat.count <= 2 * count else { return nil }
        var values: [UInt32] = []
        values.reserveCapacity(count)
        for index in stride(from: 0, to: flat.count, by: 2) {
            guard Int(flat[index + 1]) <= count - values.count else { return nil }
            values += repeatElement(flat[index], count: Int(flat[index + 1]))
        }
        return values.count == count ? values : nil
    }
}

/// Positions as what linear extrapolation at the same pace did not foresee. Integer arithmetic that wraps, so both sides
/// agree on every input.
struct LinearPredictor {
    private var last: Int64 = 0
    private var lastTime: Int64 = 0
    private var step: Int64 = 0
    private var pace: Int64 = 0
    private var count = 0

    /// What is expected at `time`, in the time unit of the headers.
    func prediction(at time: Int64) -> Int64 {
        guard count > 1, pace > 0 else { return last }
        let elapsed = min(max(time &- lastTime, 0), 10 * pace)
        return last &+ (step &* elapsed) / pace
    }

    mutating func note(_ value: Int64, at time: Int64) {
        if count > 0 {
            step = value &- last
            pace = min(max(time &- lastTime, 0), 1 << 20)
        }
        last = value
        lastTime = time
        count = min(count + 1, 2)
    }
}

/// An optional small number as its change from the one before: absent is 0, present is value + 1.
struct OptionalDelta {
    private var last: Int64 = 0

    mutating func encode(_ value: UInt32?) -> Int32? {
        let code = value.map { Int64($0) + 1 } ?? 0
        defer { last = code }
        return Int32(exactly: code - last)
    }

    /// Outer `nil`: not a code.
    mutating func decode(_ delta: Int32) -> UInt32?? {
        last += Int64(delta)
        guard (0...Int64(UInt32.max)).contains(last) else { return .none }
        return last == 0 ? .some(nil) : .some(UInt32(last - 1))
    }
}
