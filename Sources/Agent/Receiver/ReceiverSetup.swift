package import Codecs
package import LinuxIO

/// Finds a receiver on a serial line, compares its settings with a plan and makes them so.
package struct ReceiverSetup {
    /// Rates that receivers come with, the likeliest first.
    private static let rates: [SerialSettings.Baud] = [
        .b38400, .b9600, .b115200, .b460800, .b230400, .b57600, .b921600, .b19200, .b4800,
    ]

    package let receiver: UBXReceiver
    private let store: any ReceiverStore
    private var line: ReceiverLine

    /// Opens the device, which no other program may have, and asks who is there: at `first`, then at all other rates.
    package init(
        path: String,
        trying first: [SerialSettings.Baud],
        poller: Poller
    ) async throws(ReceiverFault) {
        var rates: [SerialSettings.Baud] = []
        for rate in first + Self.rates where !rates.contains(rate) { rates.append(rate) }
        line = try ReceiverLine(path: path, baud: rates[0], poller: poller)
        receiver = try await Self.find(rates, &line)
        switch receiver.generation {
        case .eight: store = ReceiverMessageStore()
        case .nine, .ten, .twenty: store = ReceiverItemStore()
        default: throw .unsupported(receiver)
        }
    }

    /// The rate at which the receiver answers.
    package var baud: UInt32 { line.baud.rawValue }

    /// Listens before it speaks: what a receiver hears at a wrong rate can make it deaf for a second.
    private static func find(
        _ rates: [SerialSettings.Baud],
        _ line: inout ReceiverLine
    ) async throws(ReceiverFault) -> UBXReceiver {
        var skipped: [SerialSettings.Baud] = []
        for rate in rates {
            try line.change(to: rate)
            let isHeard = try await line.hearsFrame(within: .milliseconds(1_100))
            if !isHeard, line.garbage > 0 {
                // Bytes without a frame come at another rate. Silence may be a receiver that was told to be silent.
                skipped.append(rate)
            } else if let receiver = try await identify(&line, attempts: isHeard ? 3 : 1) {
                return receiver
            }
        }
        for rate in skipped {
            try line.change(to: rate)
            if let receiver = try await identify(&line, attempts: 2) { return receiver }
        }
        throw .noReceiver(path: line.path, rates: rates.map(\.rawValue))
    }

    private static func identify(
        _ line: inout ReceiverLine,
        attempts: Int
    ) async throws(ReceiverFault) -> UBXReceiver? {
        let reply = try await line.ask(.monVer, attempts: attempts) { message, payload in
            message == .monVer && UBXReceiver(payload.span) != nil
        }
        guard case .answer(let payload) = reply else { return nil }
        return UBXReceiver(payload.span)
    }

    /// Everything that a layer holds, as a plan.
    package mutating func dump(_ layer: UBXConfigMessage.Layer) async throws(ReceiverFault) -> ReceiverPlan {
        guard store.readable.contains(layer) else { throw .layer(layer, receiver) }
        let settings = try await store.readAll(from: layer, over: &line)
        return ReceiverPlan(
            generations: receiver.generation.map { [$0] } ?? [],
            layers: [.ram],
            entries: settings.sorted { $0.key < $1.key }
                .map { ReceiverPlan.Entry(name: ReceiverPlan.name(of: $0.key), setting: $0) }
        )
    }

    /// Compares and changes nothing.
    package mutating func verify(_ plan: ReceiverPlan) async throws(ReceiverFault) -> ReceiverReport {
        var (report, entries) = try await begin(plan)
        for layer in plan.layers {
            guard store.readable.contains(layer) else {
                report.layers.append(.init(layer: layer, isReadable: false))
                continue
            }
            let differing = try await differing(entries, in: layer)
            report.layers.append(.init(layer: layer, differences: differing.map(\.difference)))
        }
        return report
    }

    /// Compares, writes what differs, and compares again.
    ///
    /// RAM comes first: a receiver that is lost by a wrong setting is itself again when its power was off. A baud rate comes
    /// last in it, and is written to the other layers when the receiver was found again.
    package mutating func apply(_ plan: ReceiverPlan) async throws(ReceiverFault) -> ReceiverReport {
        var (report, entries) = try await begin(plan)
        for layer in UBXConfigMessage.Layer.allCases where plan.layers.contains(layer) {
            guard store.readable.contains(layer) else {
                try await store.write(entries, to: layer, over: &line)
                report.layers.append(.init(layer: layer, isWritten: true, isReadable: false))
                continue
            }
            let differing = try await differing(entries, in: layer)
            var result = ReceiverReport.Layer(layer: layer, differences: differing.map(\.difference))
            if !differing.isEmpty {
                try await write(differing.map(\.entry), to: layer)
                let left = try await self.differing(entries, in: layer)
                guard left.isEmpty else { throw .notKept(left.map(\.entry.name)) }
                result.isWritten = true
            }
            report.layers.append(result)
        }
        report.baud = baud
        return report
    }

    private mutating func write(
        _ entries: [ReceiverPlan.Entry],
        to layer: UBXConfigMessage.Layer
    ) async throws(ReceiverFault) {
        let isRate: (ReceiverPlan.Entry) -> Bool = { layer == .ram && Self.rateKeys.contains($0.setting.key) }
        let ordinary = entries.filter { !isRate($0) }
        if !ordinary.isEmpty { try await store.write(ordinary, to: layer, over: &line) }
        for entry in entries.filter(isRate) {
            let old = line.baud
            guard let new = SerialSettings.Baud(rawValue: UInt32(clamping: entry.setting.bits)) else {
                throw .refused([entry.name])
            }
            try await store.writeRate(entry, over: &line)
            try await meetAgain(at: [new, old])
        }
    }

    /// Finds the receiver after a rate was changed, which may be that of another port than this one.
    private mutating func meetAgain(at rates: [SerialSettings.Baud]) async throws(ReceiverFault) {
        for rate in rates + rates {
            try line.change(to: rate)
            if try await Self.identify(&line, attempts: 1) != nil { return }
        }
        throw .lost(rate: rates[0].rawValue)
    }

    private static let rateKeys = Set(
        ["CFG-UART1-BAUDRATE", "CFG-UART2-BAUDRATE"].compactMap { UBXConfigItem.named($0)?.key }
    )

    /// Proves that the plan is for this receiver, and leaves out what its firmware need not know.
    private mutating func begin(
        _ plan: ReceiverPlan
    ) async throws(ReceiverFault) -> (ReceiverReport, [ReceiverPlan.Entry]) {
        if let generation = receiver.generation, !plan.generations.isEmpty,
            !plan.generations.contains(generation)
        {
            throw .wrongGeneration(receiver, expected: plan.generations)
        }
        let known = try await store.read(plan.entries.map(\.setting.key), from: .ram, over: &line)
        let lacking = plan.entries.filter { known[$0.setting.key] == nil }
        let needed = lacking.filter { !plan.mayLack.contains($0.setting.key) }
        guard needed.isEmpty else { throw .unknown(needed.map(\.name)) }
        let entries = plan.entries.filter { known[$0.setting.key] != nil }
        let report = ReceiverReport(
            receiver: receiver,
            baud: baud,
            lacking: lacking.map(\.name),
            count: entries.count
        )
        return (report, entries)
    }

    private mutating func differing(
        _ entries: [ReceiverPlan.Entry],
        in layer: UBXConfigMessage.Layer
    ) async throws(ReceiverFault) -> [(entry: ReceiverPlan.Entry, difference: ReceiverReport.Difference)] {
        let held = try await store.read(entries.map(\.setting.key), from: layer, over: &line)
        return entries.compactMap { entry in
            let found = held[entry.setting.key]
            guard found != entry.setting else { return nil }
            return (
                entry,
                ReceiverReport.Difference(
                    name: entry.name,
                    wanted: ReceiverPlan.text(entry.setting),
                    found: found.map(ReceiverPlan.text)
                )
            )
        }
    }
}
