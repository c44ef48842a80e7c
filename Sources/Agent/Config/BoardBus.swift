package import FieldModel

/// A port on which several Modbus devices answer.
package struct BoardBus: Sendable, Equatable {
    package var name: SourceID
    /// The name of the port that it runs on: RS-485, RS-232 or TCP.
    package var port: String
    /// What the bus runs at unless an input says something else.
    package var baud: Int?
    package var parity: SerialLineSettings.Parity?
    package var stopBits: Int?
}
