/// What gpsd says beside positions.
package enum GpsdReport: Sendable, Equatable {
    /// The protocol's version.
    case version(major: Int, minor: Int)
    /// How many receivers gpsd knows, and how many of them it has open.
    case devices(known: Int, open: Int)
    case watch(isEnabled: Bool)
    /// Satellites and dilution of one receiver.
    case sky(hdop: Double?, satellites: UInt8?)
    /// The receiver's time minus this machine's clock, in nanoseconds.
    case offset(nanoseconds: Int64)
    /// A position of an instant that was given out already.
    case repeated
}
