package import Codecs
package import LinuxIO

/// A scanner that types: which event device it is, and what its keys mean.
package struct KeyboardDevice: Sendable, Equatable {
    package var rule: DeviceRule
    /// The layout that the scanner is set to.
    package var map: KeyMap
    /// How long no key ends a scan of a scanner without suffix.
    package var pause: Duration

    package init(rule: DeviceRule, map: KeyMap = .american, pause: Duration = .milliseconds(100)) {
        self.rule = rule
        self.map = map
        self.pause = pause
    }
}
