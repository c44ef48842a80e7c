package import FieldModel
package import Hardware
package import LinuxIO

/// Asks one Modbus device at its interval. What cannot be read is unknown: never zero, and never what it was before.
package struct ModbusInput: Sendable {
    package let source: SourceID
    package let counters: InputCounters

    private let bus: ModbusBus?
    private let device: ModbusDevice
    private let requests: [ModbusRequest]
    private let poller: Poller
    private var schedule: PollSchedule
    private var due: UInt64 = 0
    private var isOpen = false

    /// Without a bus every poll finds the line unavailable. `counters` may be those of the input whose place it takes.
    package init(
        source: SourceID,
        device: ModbusDevice,
        bus: ModbusBus?,
        poller: Poller,
        counters: InputCounters = InputCounters()
    ) {
        self.source = source
        self.counters = counters
        self.device = device
        self.bus = bus
        self.poller = poller
        requests = device.map.requests(unit: device.unit)
        schedule = PollSchedule(interval: device.interval)
    }

    /// Waits for the next poll; `nil` once the task is cancelled. The first is at once.
    package mutating func next() async -> ModbusReading? {
        let now = BootClock.now()
        if due > now {
            guard await poller.sleep(for: .milliseconds(Int64(clamping: due - now))) else { return nil }
        }
        guard !Task.isCancelled else { return nil }
        var bits = [UInt64?](repeating: nil, count: device.map.registers.count)
        let failure = await poll(into: &bits)
        // What ends with the task says nothing of the device.
        guard !Task.isCancelled else { return nil }
        let reading = ModbusReading(arrival: BootClock.now(), values: values(bits))
        note(failure)
        // From the beginning of the poll: a slow device is not asked less often for that.
        due = schedule.next(after: max(now, due))
        if due <= reading.arrival { due = schedule.next(after: reading.arrival) }
        if reading.values.contains(where: { $0 != nil }) { counters.addObservation() }
        return reading
    }

    /// Reads every register that answers; returns why one did not.
    private mutating func poll(into bits: inout [UInt64?]) async -> ModbusFault? {
        var failure: ModbusFault?
        for request in requests {
            do throws(ModbusFault) {
                let answer = try await ask(request)
                counters.addLine()
                counters.tally.add(bytes: request.payload, at: BootClock.now())
                for (index, register) in device.map.registers.enumerated() {
                    if let found = answer.bits(of: register, in: request) { bits[index] = found }
                }
            } catch {
                failure = error
                // Nobody is there: the rest would cost its time for each request.
                if error.meansSilence { break }
            }
        }
        return failure
    }

    private func ask(_ request: ModbusRequest) async throws(ModbusFault) -> ModbusAnswer {
        var left = schedule.isAlive ? device.retries : 0
        while true {
            do throws(ModbusFault) {
                guard let bus else { throw .system(.notFound) }
                return try await bus.read(request)
            } catch {
                counters.addFault(error.name)
                guard left > 0, error.isWorthRepeating, !Task.isCancelled else { throw error }
                left -= 1
            }
        }
    }

    private mutating func note(_ failure: ModbusFault?) {
        guard let failure else {
            if !isOpen { counters.opened() }
            isOpen = true
            return schedule.succeeded()
        }
        isOpen = false
        counters.waits(for: failure.reason)
        // An adapter that is not plugged in costs the bus no timeout, so it is looked for at every turn.
        if failure != .system(.notFound) { schedule.failed() }
    }

    private func values(_ bits: [UInt64?]) -> [Double?] {
        var values: [Double?] = []
        var isSound = true
        for (register, bits) in zip(device.map.registers, bits) {
            do throws(ModbusRegister.Fault) {
                values.append(try bits.map { bits throws(ModbusRegister.Fault) in try register.value(bits) })
                if register.measure == .status, bits == nil { isSound = false }
            } catch {
                values.append(nil)
                if register.measure == .status { isSound = false } else { counters.addFault(error.rawValue) }
            }
        }
        if isSound { return values }
        counters.addFault(ModbusRegister.Fault.status.rawValue)
        return values.map { _ in nil }
    }
}

extension ModbusFault {
    /// Whether nobody is there to be asked for more.
    fileprivate var meansSilence: Bool {
        switch self {
        case .timeout, .disconnected, .system, .babble, .exception(10), .exception(11): true
        default: false
        }
    }

    /// Whether the same request may have an answer a moment later.
    fileprivate var isWorthRepeating: Bool {
        switch self {
        case .exception(let code): code == 5 || code == 6
        case .system, .babble: false
        default: true
        }
    }
}
