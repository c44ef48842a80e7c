/// What the status shows of one chip.
package struct LineChipStatus: Sendable, Equatable {
    /// As the configuration calls it.
    package var name: String
    package var counters: InputCounters.Snapshot
}
