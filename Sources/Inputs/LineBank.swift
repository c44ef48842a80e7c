package import FieldModel
package import Hardware
package import LinuxIO

/// All GPIO lines of a node, on all its chips: takes them, looks at them when there is a reason, and takes them anew when a chip was gone.
///
/// One bank for all lines, so that edges that come together cost one wake-up together.
package actor LineBank {
    /// How often lines that nothing happens on are looked at. Before Linux 6.6 nothing else tells that a chip is gone, and an edge
    /// that the kernel dropped shows here.
    static let inspection: UInt64 = 2_000_000_000

    /// How often a line that was refused is tried again.
    static let patience: UInt64 = 5_000_000_000

    /// Readable while a line has something to tell.
    package nonisolated let bell: DescriptorSet
    /// By the names of the chips.
    package nonisolated let counters: [String: InputCounters]
    private var slots: [LineSlot]
    private var chips: [Chip]
    private var inspected: UInt64 = 0
    /// Tells when a chip comes or goes; `nil` where the kernel has no inotify to spare, and inspections are enough.
    private let folder: FolderWatch?
    private static let folderTag = UInt32.max
    private var random = SystemRandomNumberGenerator()

    private struct Chip {
        let name: String
        let counters: InputCounters
        var chip: GPIOChip?
        var backoff = Backoff()
        /// When it is tried again.
        var retry: UInt64 = 0
    }

    /// What a step brought, and when the next one is due unless the bell rings before.
    package struct Step: Sendable {
        package var changes: [LineChange]
        package var wait: Duration
    }

    /// `counters` are those of a former bank, by the names of the chips.
    package init(_ lines: [LineSettings], resuming counters: [String: InputCounters] = [:]) throws(Errno) {
        bell = try DescriptorSet()
        folder = try? FolderWatch("/dev")
        if let folder { try bell.add(folder.descriptor.rawValue, tag: Self.folderTag) }
        slots = lines.enumerated().map { LineSlot($0.element, tag: UInt32($0.offset)) }
        var names: [String] = []
        for slot in slots where slot.settings.role != .unused && !names.contains(slot.settings.chip) {
            names.append(slot.settings.chip)
        }
        chips = names.map { Chip(name: $0, counters: counters[$0] ?? InputCounters()) }
        self.counters = Dictionary(uniqueKeysWithValues: chips.map { ($0.name, $0.counters) })
        for counters in self.counters.values { counters.restart() }
    }

    package var isEmpty: Bool { chips.isEmpty }

    /// What the status shows of each line, in the order of the configuration.
    package var lines: [LineStatus] { slots.map(\.status) }

    package var chipStatus: [LineChipStatus] {
        chips.map { LineChipStatus(name: $0.name, counters: $0.counters.snapshot) }
    }

    /// Looks at everything that rang or is due.
    package func step() -> Step {
        var changes: [LineChange] = []
        let now = BootClock.nanoseconds()
        let ready = bell.ready()
        let isFolderChanged = ready.contains { $0.tag == Self.folderTag } && folder?.drain() == true
        for index in chips.indices where isFolderChanged && chips[index].retry < .max {
            chips[index].retry = now
        }
        for index in chips.indices where chips[index].chip == nil && chips[index].retry <= now {
            open(index, at: now, &changes)
        }
        for ready in ready {
            guard let index = slots.indices.first(where: { slots[$0].tag == ready.tag }) else { continue }
            if ready.isGone {
                lose(slots[index].settings.chip, .noChip(slots[index].settings.chip), at: now, &changes)
            } else {
                look(index, at: now, &changes)
            }
        }
        let isInspection =
            isFolderChanged || inspected.addingReportingOverflow(Self.inspection).partialValue <= now
        if isInspection { inspected = now }
        for index in slots.indices {
            let isDue = slots[index].due.map { $0 <= now } ?? false
            if slots[index].line == nil {
                if isDue { resume(index, at: now, &changes) }
            } else if isDue || isInspection {
                look(index, at: now, &changes)
            }
        }
        let retry = chips.lazy.filter { $0.chip == nil }.map(\.retry).min() ?? .max
        let due = slots.lazy.compactMap(\.due).min() ?? .max
        let next = min(retry, due, inspected.addingReportingOverflow(Self.inspection).partialValue)
        // Rounded up: a look that comes a little late finds all, one that comes early finds nothing.
        return Step(changes: changes, wait: .milliseconds((next - min(next, now)) / 1_000_000 + 1))
    }

    /// Sets an output. Returns whether it is so now; a line whose chip is gone is set when it comes back.
    @discardableResult
    package func set(_ name: SourceID, _ isActive: Bool) -> Bool {
        guard let index = slots.firstIndex(where: { $0.settings.name == name }),
            case .output = slots[index].follower
        else { return false }
        slots[index].follower = .output(isActive)
        guard let line = slots[index].line else { return false }
        do throws(Errno) {
            try line.set(isActive)
            return true
        } catch {
            fault("output", of: slots[index].settings.chip)
            return false
        }
    }

    /// Switches outputs off and lets go of everything.
    package func close() {
        for index in slots.indices {
            if case .output = slots[index].follower { set(slots[index].settings.name, false) }
            (slots[index].line, slots[index].refusal) = (nil, nil)
        }
        for index in chips.indices {
            chips[index].chip = nil
            chips[index].retry = .max
        }
    }

    private func fault(_ name: String, of chip: String) {
        counters(of: chip)?.addFault(name)
    }

    private func counters(of chip: String) -> InputCounters? { chips.first { $0.name == chip }?.counters }

    /// Looks at one line and takes what it tells.
    private func look(_ index: Int, at now: UInt64, _ changes: inout [LineChange]) {
        guard let line = slots[index].line else { return }
        let settings = slots[index].settings
        let burst: LineBurst
        do throws(Errno) {
            burst = try line.read()
            // An output that is read proves that its chip is there.
            if case .output(let isActive) = slots[index].follower, burst.isActive != isActive {
                try line.set(isActive)
                fault("readback", of: settings.chip)
            }
        } catch {
            return lose(settings.chip, .system(error, "line \(settings.name)"), at: now, &changes)
        }
        if !burst.edges.isEmpty {
            counters(of: settings.chip)?.addLine()
        }
        if burst.isFull { fault("overflow", of: settings.chip) }
        take(burst, index, at: burst.moment(begun: now), &changes)
        follow(index)
    }

    private func take(_ burst: LineBurst, _ index: Int, at now: UInt64, _ changes: inout [LineChange]) {
        let settings = slots[index].settings
        switch slots[index].follower {
        case .level(var watch):
            let bounces = watch.bounces
            for change in watch.take(burst, at: now) {
                tell(index, .level(change.isActive), at: change.instant, &changes)
            }
            slots[index].follower = .level(watch)
            if watch.bounces > bounces { fault("bounce", of: settings.chip) }
            if watch.isStorming { tell(index, .level(nil), at: now, &changes) }
        case .pulses(var counter):
            if let report = counter.take(burst, at: now) {
                if let name = report.fault?.rawValue { fault(name, of: settings.chip) }
                tell(index, .rolled(report), at: now, &changes)
            }
            slots[index].follower = .pulses(counter)
        case .output, .none: break
        }
    }

    private func tell(
        _ index: Int,
        _ value: LineChange.Value,
        at instant: UInt64,
        _ changes: inout [LineChange]
    ) {
        let settings = slots[index].settings
        let instant = instant / 1_000_000
        if case .level = value { slots[index].since = instant }
        counters(of: settings.chip)?.addObservation()
        changes.append(LineChange(name: settings.name, role: settings.role, value: value, instant: instant))
    }

    /// Asks the kernel for edges, or for none while they only collect; lets go of a line that storms, so that the kernel has rest too.
    private func follow(_ index: Int) {
        guard let line = slots[index].line, let attention = slots[index].attention else { return }
        switch attention {
        case .none:
            slots[index].line = nil
            fault("storm", of: slots[index].settings.chip)
        case .edges, .queue:
            let isArmed = attention == .edges
            guard isArmed != slots[index].isArmed, line.descriptor >= 0 else { return }
            slots[index].isArmed = isArmed
            // The next inspection looks at it in any case.
            try? bell.setArmed(isArmed, line.descriptor, tag: slots[index].tag)
        }
    }
}

extension LineBank {
    /// Opens a chip and takes its lines; one that cannot be had leaves the others alone.
    private func open(_ index: Int, at now: UInt64, _ changes: inout [LineChange]) {
        let chip: GPIOChip
        do throws(GPIOError) {
            chip = try GPIOChip.open(chips[index].name)
        } catch {
            chips[index].counters.waits(for: "\(error)")
            chips[index].retry = now &+ chips[index].backoff.next(using: &random).milliseconds &* 1_000_000
            return
        }
        chips[index].chip = chip
        chips[index].backoff.reset()
        chips[index].counters.opened()
        for slot in slots.indices where slots[slot].settings.chip == chips[index].name {
            acquire(slot, of: chip, at: now, &changes)
        }
    }

    private func acquire(_ index: Int, of chip: GPIOChip, at now: UInt64, _ changes: inout [LineChange]) {
        let settings = slots[index].settings
        do throws(GPIOError) {
            switch slots[index].follower {
            case .none: return
            case .output(let isActive):
                slots[index].line = try chip.output(settings, isActive: isActive)
            case .level(var watch):
                let line = try chip.input(settings, edges: .both)
                try ring(index, line)
                watch.open(try level(of: line, settings), at: now)
                slots[index].follower = .level(watch)
                slots[index].line = line
            case .pulses(var counter):
                let line = try chip.input(settings, edges: .rising)
                try ring(index, line)
                counter.open(at: now)
                slots[index].follower = .pulses(counter)
                slots[index].line = line
            }
            slots[index].refusal = nil
        } catch {
            if case .system(.noDevice, _) = error { return lose(settings.chip, error, at: now, &changes) }
            slots[index].refusal = "\(error)"
            slots[index].retry = now &+ Self.patience
            fault("refused", of: settings.chip)
        }
    }

    private func level(of line: GPIOLine, _ settings: LineSettings) throws(GPIOError) -> Bool {
        do { return try line.isActive() } catch { throw .system(error, "line \(settings.name)") }
    }

    private func ring(_ index: Int, _ line: GPIOLine) throws(GPIOError) {
        do {
            try bell.add(line.descriptor, tag: slots[index].tag)
            slots[index].isArmed = true
        } catch {
            throw .system(error, "line \(slots[index].settings.name)")
        }
    }

    /// Takes a line anew that stormed or was refused.
    private func resume(_ index: Int, at now: UInt64, _ changes: inout [LineChange]) {
        let name = slots[index].settings.chip
        guard let chip = chips.first(where: { $0.name == name })?.chip else { return }
        acquire(index, of: chip, at: now, &changes)
    }

    /// A chip is gone: nothing is known of its lines until it is back.
    private func lose(_ name: String, _ error: GPIOError, at now: UInt64, _ changes: inout [LineChange]) {
        guard let index = chips.firstIndex(where: { $0.name == name }), chips[index].chip != nil else {
            return
        }
        chips[index].chip = nil
        chips[index].counters.addFault("disconnected")
        chips[index].counters.waits(for: "\(error)")
        chips[index].retry = now &+ chips[index].backoff.next(using: &random).milliseconds &* 1_000_000
        for slot in slots.indices where slots[slot].settings.chip == name {
            (slots[slot].line, slots[slot].refusal) = (nil, nil)
            switch slots[slot].follower {
            case .level(var watch):
                let wasKnown = watch.lose()
                slots[slot].follower = .level(watch)
                if wasKnown { tell(slot, .level(nil), at: now, &changes) }
            case .pulses(var counter):
                counter.lose()
                slots[slot].follower = .pulses(counter)
            case .output, .none: break
            }
        }
    }
}
