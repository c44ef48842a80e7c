import FieldModel
import Hardware
import Inputs

/// The lights and beepers on a node's lines: what became of a scan, and how the node is.
actor LinePlayer: FeedbackSink {
    private let bank: LineBank
    /// Lights first, so that they go on before a beep that nobody may hear.
    private let outputs: [(name: SourceID, role: LineRole)]
    private(set) var playing: [SourceID: Task<Void, Never>] = [:]
    private var shown: NodeSign?
    private var isStopped = false

    init(_ lines: [LineSettings], bank: LineBank) {
        self.bank = bank
        let outputs = lines.filter(\.role.isOutput).map { ($0.name, $0.role) }
        self.outputs = outputs.filter { $0.1 != .beeper } + outputs.filter { $0.1 == .beeper }
    }

    /// Whether some output shows the node's own state.
    nonisolated var showsState: Bool { outputs.contains { $0.role == .stateLight } }

    /// Shows what became of a scan; returns once all outputs have begun. Call it after the scan is durable.
    func signal(_ signal: ScanSignal) async {
        for (name, role) in outputs {
            if let pattern = signal.pattern(for: role) { await play(pattern, on: name) }
        }
    }

    /// Shows on the state's light how the node is.
    func show(_ sign: NodeSign) async {
        guard shown != sign else { return }
        shown = sign
        for (name, role) in outputs where role == .stateLight {
            await play(sign.pattern, on: name)
        }
    }

    /// Ends what is played, for good; returns when nothing plays any more.
    func stop() async {
        isStopped = true
        let tasks = playing.values
        playing.removeAll()
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    private func play(_ pattern: OutputPattern, on name: SourceID) async {
        guard !isStopped else { return }
        let (former, bank) = (playing[name], bank)
        former?.cancel()
        // One after the other, so that no step of the former pattern undoes the first of this one.
        let first = Task {
            await former?.value
            await bank.set(name, pattern.steps.first?.isOn ?? pattern.endsOn)
        }
        playing[name] = Task {
            _ = await first.value
            await Self.run(pattern, on: name, of: bank)
        }
        _ = await first.value
    }

    /// Plays a pattern of which the first step has begun.
    private static func run(_ pattern: OutputPattern, on name: SourceID, of bank: LineBank) async {
        guard !pattern.steps.isEmpty else { return }
        var turn = 0
        while pattern.repeats.map({ turn < $0 }) ?? true {
            for (index, step) in pattern.steps.enumerated() {
                if Task.isCancelled { return }
                if turn > 0 || index > 0 { await bank.set(name, step.isOn) }
                do { try await Task.sleep(for: step.time) } catch { return }
            }
            turn += 1
        }
        await bank.set(name, pattern.endsOn)
    }
}
