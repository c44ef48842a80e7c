package import Hardware

extension ScanSignal {
    /// What an output of a role plays; `nil` for one that has no part in it. Each differs from the others by its count or its length,
    /// so that it is told apart by light alone: a siren masks a beep.
    package func pattern(for role: LineRole) -> OutputPattern? {
        switch (self, role) {
        case (.accepted, .acceptedLight): .once(.milliseconds(1_000))
        case (.accepted, .refusedLight), (.duplicate, .refusedLight): .off
        case (.accepted, .beeper): .once(.milliseconds(80))
        case (.duplicate, .acceptedLight): .blink(.milliseconds(150), 3)
        case (.duplicate, .beeper): .blink(.milliseconds(80), 2)
        case (.refused, .acceptedLight), (.expired, .acceptedLight): .off
        case (.refused, .refusedLight): .blink(.milliseconds(250), 4)
        case (.refused, .beeper): .blink(.milliseconds(200), 3)
        case (.expired, .refusedLight): .once(.milliseconds(4_000))
        case (.expired, .beeper): .once(.milliseconds(1_500))
        default: nil
        }
    }
}
