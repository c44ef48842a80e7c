import FieldModel
import Hardware
import Inputs
import LinuxIO

extension Doctor {
    /// Asks every configured Modbus device once; several buses at once, the devices of one after each other.
    func buses(_ config: AgentConfig) async -> [Finding] {
        await withTaskGroup(of: (Int, [Finding]).self) { group in
            for (index, bus) in config.buses.enumerated() {
                let inputs = config.inputs.filter { $0.busName == bus.name }
                group.addTask { (index, await self.bus(bus, inputs)) }
            }
            var found: [(Int, [Finding])] = []
            for await result in group { found.append(result) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private func bus(_ settings: BusSettings, _ inputs: [InputSettings]) async -> [Finding] {
        if case .serial(let line) = settings.bus.line,
            let findings = device(settings.name.rawValue, line.path, line.settings)
        {
            return findings
        }
        let bus = ModbusBus(settings.bus)
        var findings: [Finding] = []
        for input in inputs {
            guard case .modbus(let device) = input.device else { continue }
            var poll = ModbusInput(source: input.name, device: device, bus: bus, poller: poller)
            guard let reading = await poll.next() else { break }
            findings.append(slave(input.name, settings.name, device, reading, poll.counters.snapshot.faults))
        }
        await bus.close()
        return findings
    }

    func slave(
        _ input: SourceID,
        _ bus: SourceID,
        _ device: ModbusDevice,
        _ reading: ModbusReading,
        _ faults: [String: UInt64]
    ) -> Finding {
        let known = reading.values.count { $0 != nil }
        let names = faults.sorted { $0.key < $1.key }.map(\.key).joined(separator: ", ")
        let code: FindingCode =
            if known == reading.values.count { .slaveOk } else if known > 0 { .slavePartial } else {
                .slaveSilent
            }
        let detail =
            code == .slaveOk ? "\(known)" : names.isEmpty ? "\(known) / \(reading.values.count)" : names
        return Finding(code, input.rawValue, bus.rawValue, "\(device.unit)", detail)
    }
}
