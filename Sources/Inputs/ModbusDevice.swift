package import Hardware

/// One device on a bus, and how it is asked.
package struct ModbusDevice: Sendable, Equatable {
    package var unit: UInt8
    package var map: ModbusMap
    package var interval: Duration
    /// How often a request that failed is repeated at once, 0...5. A device that is known to be silent is asked only once.
    package var retries: Int

    package init(unit: UInt8, map: ModbusMap, interval: Duration, retries: Int = 1) {
        self.unit = unit
        self.map = map
        self.interval = interval
        self.retries = retries
    }
}
