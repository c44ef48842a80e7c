package import FieldModel
package import Hardware
package import Workflows

/// One Modbus line and its name.
package struct BusSettings: Sendable, Equatable {
    package var name: SourceID
    package var bus: ModbusBusSettings
}

/// One value of a Modbus device that is watched.
package struct ProbeLine: Sendable, Equatable {
    package var probe: ProbeSettings
    /// The input that reads it.
    package var input: SourceID
    /// Which register of the input's map.
    package var register: Int
}
