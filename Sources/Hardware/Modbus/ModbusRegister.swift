/// One value of a device: where it lies, how it is written and when it holds.
package struct ModbusRegister: Sendable, Equatable {
    package var name: String
    package var table: ModbusTable
    /// As it travels, counted from 0.
    package var address: UInt16
    package var type: RegisterType
    package var order: RegisterOrder
    /// The value is the number times the scale, plus the offset, in the measure's unit.
    package var scale: Double
    package var offset: Double
    package var measure: ModbusMeasure
    /// In the measure's unit.
    package var valid: ClosedRange<Double>
    /// Bits that mean that there is no value.
    package var unknown: [UInt64]

    package init(
        name: String,
        table: ModbusTable,
        address: UInt16,
        type: RegisterType,
        order: RegisterOrder = .abcd,
        scale: Double = 1,
        offset: Double = 0,
        measure: ModbusMeasure,
        valid: ClosedRange<Double>,
        unknown: [UInt64] = []
    ) {
        self.name = name
        self.table = table
        self.address = address
        self.type = type
        self.order = order
        self.scale = scale
        self.offset = offset
        self.measure = measure
        self.valid = valid
        self.unknown = unknown
    }

    /// Why a register that was read has no value.
    package enum Fault: String, Error, Sendable, CaseIterable {
        /// Infinite or not a number.
        case notANumber = "not_a_number"
        /// Bits by which the device says that it has no value.
        case noValue = "no_value"
        case outOfRange = "out_of_range"
        /// Another register of the device says that its values do not hold.
        case status
    }

    /// The value in the measure's unit.
    package func value(_ bits: UInt64) throws(Fault) -> Double {
        guard !unknown.contains(bits) else { throw .noValue }
        let number = type.number(bits)
        guard number.isFinite else { throw .notANumber }
        let value = number * scale + offset
        guard value.isFinite else { throw .notANumber }
        guard valid.contains(value) else { throw .outOfRange }
        return value
    }
}
