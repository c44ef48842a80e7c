/// How an output goes on and off to say something.
package struct OutputPattern: Sendable, Equatable {
    package struct Step: Sendable, Equatable {
        package var isOn: Bool
        package var time: Duration
    }

    package let steps: [Step]
    /// How often the steps are played; `nil` until something else is.
    package let repeats: Int?
    /// Whether the output stays on at the end.
    package let endsOn: Bool

    private init(_ steps: [Step], repeats: Int? = 1, endsOn: Bool = false) {
        self.steps = steps
        self.repeats = steps.isEmpty ? 0 : repeats
        self.endsOn = endsOn
    }

    package static let on = OutputPattern([], endsOn: true)
    package static let off = OutputPattern([])

    /// On for so long, once.
    package static func once(_ time: Duration) -> OutputPattern {
        OutputPattern([Step(isOn: true, time: time)])
    }

    /// On and off for so long each, several times.
    package static func blink(_ time: Duration, _ repeats: Int?) -> OutputPattern {
        OutputPattern([Step(isOn: true, time: time), Step(isOn: false, time: time)], repeats: repeats)
    }
}
