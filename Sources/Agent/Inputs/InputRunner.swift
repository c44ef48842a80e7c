import Codecs
import FieldModel
import Hardware
import Inputs
import Journal
import LinuxIO
import Logging
import Workflows

/// One configured input at work: from its device to the journal, and back to the person.
struct InputRunner: Sendable {
    let settings: InputSettings
    let counters: InputCounters
    private let kind: Kind

    private enum Kind: Sendable {
        case gnss(GNSSInput)
        case scanner(ScannerInput)
        case modbus(ModbusInput, ModbusMap)
    }

    /// `sinks` answer the person beside the scanner itself. `counters` are those of the former generation's input of this name.
    init(
        _ settings: InputSettings,
        buses: [SourceID: ModbusBus],
        poller: Poller,
        sinks: [any FeedbackSink] = [],
        resuming counters: InputCounters? = nil
    ) {
        let counters = counters ?? InputCounters()
        counters.restart()
        self.settings = settings
        self.counters = counters
        switch settings.device {
        case .nmea, .gpsd:
            let input = GNSSInput(
                source: settings.name,
                link: settings.receiverLink,
                poller: poller,
                counters: counters
            )
            kind = .gnss(input)
        case .scanner(let scanner):
            let input = ScannerInput(
                source: settings.name,
                link: settings.scannerLink,
                poller: poller,
                decoder: ScanDecoder(scanner),
                year: { BarcodeDecoder.year(unixMilliseconds: BootClock.unix()) },
                late: scanner.late,
                codes: scanner.signals,
                sinks: sinks,
                counters: counters
            )
            kind = .scanner(input)
        case .modbus(let device):
            let bus = settings.busName.flatMap { buses[$0] }
            let input = ModbusInput(
                source: settings.name,
                device: device,
                bus: bus,
                poller: poller,
                counters: counters
            )
            kind = .modbus(input, device.map)
        }
    }

    /// Whether positions come from it.
    var isReceiver: Bool {
        switch kind {
        case .gnss: true
        case .modbus(_, let map): map.hasPosition
        case .scanner: false
        }
    }

    /// Works until the task is cancelled.
    ///
    /// - Throws: what makes the journal unusable. A refused event is logged and told to the person.
    func run(
        _ recorder: Recorder,
        _ config: AgentConfig,
        _ positions: PositionDesk,
        _ climate: ClimateDesk
    ) async throws(JournalError) {
        switch kind {
        case .gnss(var input):
            while let observation = await input.next() {
                guard let event = await positions.take(observation) else { continue }
                if try await !recorder.postpone(event) { counters.addFault("refused_full") }
            }
        case .scanner(let input):
            try await ScanDesk(
                settings: ScanSettings(source: settings.name, label: config.label, location: config.stock),
                recorder: recorder,
                feedback: input.feedback
            ).run(input)
        case .modbus(var input, let map):
            var place = map.hasPosition ? ModbusPosition(map: map) : nil
            while let reading = await input.next() {
                for _ in 0..<(try await climate.take(reading, from: settings.name, recorder)) {
                    counters.addFault("lost_excursion")
                }
                guard let position = position(of: reading, with: &place),
                    let event = await positions.take(position)
                else { continue }
                if try await !recorder.postpone(event) { counters.addFault("refused_full") }
            }
        }
    }
}

extension InputRunner {
    /// The position of a reading; why there is none is counted.
    private func position(of reading: ModbusReading, with place: inout ModbusPosition?) -> Observation? {
        do throws(ModbusPosition.Fault) {
            guard let position = try place?.take(reading) else { return nil }
            return Observation(source: settings.name, arrival: reading.arrival, value: .position(position))
        } catch {
            counters.addFault(error.rawValue)
            return nil
        }
    }
}

extension BootInstant {
    /// The instant of a fix: rounded down, so that a column of them is small. The journal sets the boot.
    static func quantised(_ milliseconds: UInt64) -> BootInstant {
        BootInstant(boot: 0, milliseconds: milliseconds / Fix.quantum * Fix.quantum)
    }
}
