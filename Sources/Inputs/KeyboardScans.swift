import Codecs
import LinuxIO

/// The scans of a keyboard-mode scanner that comes and goes. One scanner may be several event devices.
struct KeyboardScans: Sendable {
    private struct Part: Sendable {
        let device: EventDevice
        var reader: EventReader
        var events: KeyEvents
    }

    /// Events taken from one device before the others have their turn.
    private static let share = 256

    private let keyboard: KeyboardDevice
    private let poller: Poller
    private let counters: InputCounters
    private let feedback: KeyboardFeedback
    private var parts: [Part] = []
    private var set: DescriptorSet?
    private var plug: DeviceWait
    private var waiting: [RawScan] = []

    init(_ keyboard: KeyboardDevice, poller: Poller, counters: InputCounters, feedback: KeyboardFeedback) {
        self.keyboard = keyboard
        self.poller = poller
        self.counters = counters
        self.feedback = feedback
        plug = DeviceWait(folder: EventDevice.folder, poller: poller)
    }

    /// Waits for the next scan, opening the scanner as often as it takes; `nil` once the task is cancelled.
    mutating func next() async -> RawScan? {
        while !Task.isCancelled {
            if !waiting.isEmpty {
                counters.addLine()
                return waiting.removeFirst()
            }
            do throws(StreamError) {
                if parts.isEmpty { try open() }
                try await read()
            } catch {
                close()
                counters.waits(for: reason(error))
                counters.addFault(error.inputFault)
                if waiting.isEmpty, await !plug.wait() { return nil }
            }
        }
        close()
        return nil
    }

    private mutating func open() throws(StreamError) {
        plug.prepare()
        do throws(Errno) {
            let set = try DescriptorSet()
            let devices = try EventDevice.take(keyboard.rule)
            for device in devices { try add(device, to: set) }
            if let watch = plug.watch { try set.add(watch.descriptor.rawValue, tag: .max) }
            self.set = set
        } catch {
            throw .system(error)
        }
        plug.reset()
        feedback.attach(parts.map(\.device))
        counters.opened()
    }

    private mutating func add(_ device: EventDevice, to set: DescriptorSet) throws(Errno) {
        try set.add(device.descriptor.rawValue, tag: UInt32(clamping: parts.count))
        var events = KeyEvents(map: keyboard.map, pause: keyboard.pause)
        events.hold(KeySet(bitmap: device.heldKeys() ?? []), now: BootClock.now())
        parts.append(
            Part(
                device: device,
                reader: EventReader(device.descriptor, tally: counters.tally),
                events: events
            )
        )
        // Out of a known state: a lit Caps Lock would turn over the case of what is typed. One without lights has no state.
        _ = try? device.light(0)
    }

    private mutating func close() {
        let now = BootClock.now()
        for index in parts.indices {
            if let scan = parts[index].events.lose(now: now) { waiting.append(scan) }
        }
        parts = []
        set = nil
        feedback.attach([])
    }

    /// Takes what is there, else waits for more or for the end of a pause.
    private mutating func read() async throws(StreamError) {
        var hasRead = false
        for index in parts.indices { hasRead = try take(index) || hasRead }
        if hasRead {
            // A scanner that never pauses must leave the processor to the others.
            await Task.yield()
            return
        }
        guard let set else { throw .disconnected }
        let now = BootClock.now()
        let due = parts.compactMap(\.events.due).min()
        let timeout = due.map { Duration.milliseconds($0 > now ? Int64(clamping: $0 - now) : 0) }
        switch await poller.readable(set.descriptor, timeout: timeout) {
        case .ready: if plug.watch?.drain() == true { join(set) }
        case .timeout:
            let now = BootClock.now()
            for index in parts.indices {
                if let scan = parts[index].events.end(now: now) { waiting.append(scan) }
            }
        case .hangup: throw .disconnected
        case .cancelled: break
        }
    }

    /// Takes a share of what one device has; returns whether it had anything.
    private mutating func take(_ index: Int) throws(StreamError) -> Bool {
        let now = BootClock.now()
        for count in 0..<Self.share {
            guard let event = try parts[index].reader.next() else { return count > 0 }
            switch parts[index].events.take(event, now: now) {
            case .nothing: break
            case .scan(let scan): waiting.append(scan)
            case .resynchronise:
                counters.addFault("dropped")
                let held = KeySet(bitmap: parts[index].device.heldKeys() ?? [])
                parts[index].events.hold(held, now: now)
            }
        }
        return true
    }

    /// A part of the scanner that showed up after the first.
    private mutating func join(_ set: DescriptorSet) {
        guard let first = parts.first else { return }
        let known = parts.map(\.device)
        for device in EventDevice.others(of: first.device.identity, known: known) {
            // One that is gone again is not missed.
            try? add(device, to: set)
        }
        if parts.count > known.count { feedback.attach(parts.map(\.device)) }
    }

    private func reason(_ error: StreamError) -> String {
        error == .system(.notFound) ? "no keyboard with \(keyboard.rule)" : error.inputReason
    }
}
