import Hardware

/// A line as Linux presents it: a queue of 16 edges that drops what does not fit, and a level that can be read at any time.
///
/// It plays a wave and looks at it as the agent does: at once for the first edge, then when it is said to be due.
struct KernelLine {
    /// Instants at which the level changes, in nanoseconds, ascending.
    let wave: [UInt64]
    let isActiveAtFirst: Bool
    /// Only edges to active are queued.
    var isRisingOnly = false
    private(set) var looks: [UInt64] = []
    private var next = 0

    init(_ wave: [UInt64], isActiveAtFirst: Bool = false, isRisingOnly: Bool = false) {
        self.wave = wave
        self.isActiveAtFirst = isActiveAtFirst
        self.isRisingOnly = isRisingOnly
    }

    func level(at instant: UInt64) -> Bool {
        let changes = wave.prefix { $0 <= instant }.count
        return isActiveAtFirst != (changes % 2 == 1)
    }

    /// What the queue holds at an instant, and the level then; the queue is empty afterwards.
    mutating func read(at instant: UInt64) -> LineBurst {
        var edges: [LineEdge] = []
        looks.append(instant)
        while next < wave.count, wave[next] <= instant {
            let isActive = isActiveAtFirst != (next % 2 == 0)
            if isActive || !isRisingOnly, edges.count < GPIOLine.queue {
                edges.append(LineEdge(isActive: isActive, instant: wave[next]))
            }
            next += 1
        }
        return LineBurst(
            edges: edges,
            isFull: edges.count == GPIOLine.queue,
            isActive: isActiveAtFirst != (next % 2 == 1)
        )
    }

    /// Drops what was queued: the line is taken anew.
    mutating func skip(to instant: UInt64) -> Bool {
        while next < wave.count, wave[next] <= instant { next += 1 }
        return isActiveAtFirst != (next % 2 == 1)
    }

    /// The next instant at which there is something to read.
    func nextEdge(after instant: UInt64) -> UInt64? {
        var index = next
        while index < wave.count {
            if !isRisingOnly || isActiveAtFirst != (index % 2 == 0) { return max(wave[index], instant) }
            index += 1
        }
        return nil
    }
}

extension LineWatch {
    /// Lives through a wave until an instant; returns what settled.
    mutating func live(_ line: inout KernelLine, until end: UInt64) -> [Debouncer.Change] {
        var changes: [Debouncer.Change] = []
        open(line.skip(to: 0), at: 0)
        var now: UInt64 = 0
        while true {
            let edge = attention == .edges ? line.nextEdge(after: now) : nil
            guard let next = [due, edge].compactMap(\.self).min(), next <= end else { return changes }
            now = max(now, next)
            if isStorming {
                open(line.skip(to: now), at: now)
            } else {
                changes += take(line.read(at: now), at: now)
            }
        }
    }
}

extension PulseCounter {
    /// Lives through a wave until an instant; returns the reports.
    mutating func live(_ line: inout KernelLine, until end: UInt64) -> [Report] {
        var reports: [Report] = []
        _ = line.skip(to: 0)
        open(at: 0)
        var now: UInt64 = 0
        while true {
            let edge = attention == .edges ? line.nextEdge(after: now) : nil
            guard let next = [due, edge].compactMap(\.self).min(), next <= end else { return reports }
            now = max(now, next)
            if isStorming {
                _ = line.skip(to: now)
                open(at: now)
            } else if let report = take(line.read(at: now), at: now) {
                reports.append(report)
            }
        }
    }
}
