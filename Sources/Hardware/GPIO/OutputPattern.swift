/// How an output goes on and off to say something.
package struct OutputPattern: Sendable, Equatable {
    package struct Step: Sendable, Equatable {
        package var isOn: Bool
        package var time: Duration

        package init(_ isOn: Bool, _ time: Duration) {
            self.isOn = isOn
            self.time = time
        }
    }

    package let steps: [Step]
    /// How often the steps are played; `nil` until something else is.
    package let repeats: Int?
    /// Whether the output stays on at the end.
    package let endsOn: Bool

    /// At most 16 steps of 10 ms to 10 s, and at most 100 repeats; `nil` otherwise.
    package init?(_ steps: [Step], repeats: Int? = 1, endsOn: Bool = false) {
        let range = Duration.milliseconds(10) ... .seconds(10)
        guard steps.count <= 16, steps.allSatisfy({ range.contains($0.time) }),
            (1...100).contains(repeats ?? 1)
        else { return nil }
        self.init(known: steps, repeats: repeats, endsOn: endsOn)
    }

    private init(known steps: [Step], repeats: Int? = 1, endsOn: Bool = false) {
        self.steps = steps
        self.repeats = steps.isEmpty ? 0 : repeats
        self.endsOn = endsOn
    }

    package static let on = OutputPattern(known: [], endsOn: true)
    package static let off = OutputPattern(known: [])

    /// On for so long, once.
    package static func once(_ time: Duration) -> OutputPattern { OutputPattern(known: [Step(true, time)]) }

    /// On and off for so long each, several times.
    package static func blink(_ time: Duration, _ repeats: Int?) -> OutputPattern {
        OutputPattern(known: [Step(true, time), Step(false, time)], repeats: repeats)
    }
}
