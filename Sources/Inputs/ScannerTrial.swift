package import FieldModel
package import LinuxIO

/// One scan of a scanner as it came, for somebody who wants to see how the scanner is set and not what it says.
package struct ScannerTrial: Sendable, Equatable {
    /// Without what ends it.
    package var bytes: [UInt8]
    /// Whether the scanner sent something that ends it; a point-of-sale scanner always does.
    package var isEnded: Bool
    /// Why it cannot be taken for the whole of a label.
    package var refusal: ScanRefusal?

    package init(bytes: [UInt8], isEnded: Bool, refusal: ScanRefusal? = nil) {
        self.bytes = bytes
        self.isEnded = isEnded
        self.refusal = refusal
    }

    /// Waits for a scan; `nil` when none came in the time, or the scanner did not come.
    package static func wait(for time: Duration, on link: ScannerLink, poller: Poller) async -> ScannerTrial?
    {
        await withTaskGroup(of: RawScan?.self) { group in
            group.addTask {
                var scans = ScanStream(
                    link,
                    codes: SerialFeedback.Codes(),
                    poller: poller,
                    counters: InputCounters()
                )
                return await scans.next()
            }
            group.addTask {
                _ = await poller.sleep(for: time)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first.map {
                ScannerTrial(bytes: Array($0.bytes), isEnded: $0.isEnded, refusal: $0.refusal)
            }
        }
    }
}
