/// Something that speaks on a serial line.
package protocol SimulatedDevice: Sendable {
    /// Its name in the link directory and in the record.
    var name: String { get }

    /// Plays until it has nothing more to say or the task is cancelled.
    mutating func play(on line: DeviceLine) async
}
