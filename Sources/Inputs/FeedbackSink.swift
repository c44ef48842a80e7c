/// Something that shows or sounds what became of a scan: the scanner itself, its keyboard lights, lamps and beepers on outputs.
package protocol FeedbackSink: Sendable {
    /// Begins the signal in place of the one before and returns; a pattern goes on by itself. A sink that cannot is silent and counts
    /// it where it counts.
    func signal(_ signal: ScanSignal) async
}
