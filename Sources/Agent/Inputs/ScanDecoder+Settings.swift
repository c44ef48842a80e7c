import Codecs
import LinuxIO

extension ScanDecoder {
    /// What a scanner's configuration asks for.
    init(_ settings: ScannerSettings) {
        let cleaner = ScanCleaner(
            prefixes: [settings.prefix].filter { !$0.isEmpty },
            suffixes: [settings.suffix].filter { !$0.isEmpty },
            separators: [settings.separator].filter { !$0.isEmpty }
        )
        self.init(
            reader: ScanReader(
                cleaner: cleaner,
                currentYear: BarcodeDecoder.year(unixMilliseconds: BootClock.unix())
            ),
            patterns: settings.tagPatterns.compactMap { TagPattern($0) },
            privatePatterns: settings.privatePatterns.compactMap { TagPattern($0) }
        )
    }
}
