package import LinuxIO

/// Where an input's bytes come from and how they are cut into lines.
package struct SerialDevice: Sendable, Equatable {
    package var path: String
    package var settings: SerialSettings
    /// The bytes that end a line, each for itself.
    package var terminators: [UInt8]
    /// A device that is silent for this long is closed and opened anew; `nil` for one that only speaks when used.
    package var longestSilence: Duration?

    package init(
        path: String,
        settings: SerialSettings = SerialSettings(),
        terminators: [UInt8] = [0x0D, 0x0A],
        longestSilence: Duration? = nil
    ) {
        self.path = path
        self.settings = settings
        self.terminators = terminators
        self.longestSilence = longestSilence
    }
}
