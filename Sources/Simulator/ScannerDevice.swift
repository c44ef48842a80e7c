/// A barcode scanner and the person who holds it: scans, hears the beep, scans on; scans again when the reader left before
/// it beeped.
package struct ScannerDevice: SimulatedDevice {
    /// No one triggers twice as fast as this; a reader takes a quicker repetition for a bounce.
    private static let shortestPause = Duration.milliseconds(10)
    private static let repetitionPause = Duration.milliseconds(400)
    private static let patience = Duration.seconds(10)

    package let name: String
    private let terminator: [UInt8]
    private let awaitsAnswer: Bool
    private var steps: [ScanScript.Step]
    private var shift: ScanShift?

    /// Plays a script once.
    package init(name: String = "scanner", script: ScanScript, awaitsAnswer: Bool = true) {
        self.init(name: name, steps: script.steps, shift: nil, awaitsAnswer: awaitsAnswer)
    }

    /// Plays a shift until cancelled.
    package init(name: String = "scanner", shift: ScanShift, awaitsAnswer: Bool = true) {
        self.init(name: name, steps: [], shift: shift, awaitsAnswer: awaitsAnswer)
    }

    private init(name: String, steps: [ScanScript.Step], shift: ScanShift?, awaitsAnswer: Bool) {
        self.name = name
        self.steps = steps
        self.shift = shift
        self.awaitsAnswer = awaitsAnswer
        terminator = [0x0D]
    }

    package mutating func play(on line: DeviceLine) async {
        var typed = 0
        var last = ""
        while let step = nextStep() {
            let pause = step.text == last ? Self.repetitionPause : Self.shortestPause
            guard await line.sleep(seconds: step.pause, atLeast: pause) else { break }
            typed += 1
            guard await scan(step, number: typed, on: line) else { break }
            last = step.text
        }
        line.record.add(["device": .text(name), "kind": .text("end"), "scans": .number(typed)])
    }

    private mutating func nextStep() -> ScanScript.Step? {
        if steps.isEmpty, let next = shift?.next() { steps = next }
        return steps.isEmpty ? nil : steps.removeFirst()
    }

    /// Scans until an answer came; false when the task was cancelled.
    private func scan(_ step: ScanScript.Step, number: Int, on line: DeviceLine) async -> Bool {
        var attempt = 0
        while await line.waitForReader() {
            attempt += 1
            line.clearAnswers()
            let answer: DeviceLine.Answer
            if await line.type(Array(step.text.utf8) + terminator) {
                answer = awaitsAnswer ? await line.answer(within: Self.patience) : .silent
            } else {
                answer = Task.isCancelled ? .cancelled : .lost
            }
            line.record.add([
                "device": .text(name), "kind": .text("scan"), "number": .number(number),
                "attempt": .number(attempt), "text": .text(step.text), "meaning": .text(step.meaning),
                "answer": .text(answer.rawValue),
            ])
            if answer == .cancelled { return false }
            if answer != .lost { return true }
            guard await line.sleep(seconds: 0, atLeast: Self.repetitionPause) else { return false }
        }
        return false
    }
}
