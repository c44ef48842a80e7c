/// What one poll of a device found.
package struct ModbusReading: Sendable, Equatable {
    /// CLOCK_BOOTTIME milliseconds of the poll's end.
    package var arrival: UInt64
    /// One for each register of the map, in its order and in its measure's unit; `nil` where it is unknown.
    package var values: [Double?]

    package init(arrival: UInt64, values: [Double?]) {
        self.arrival = arrival
        self.values = values
    }
}
