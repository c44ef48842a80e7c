internal import FieldModel
internal import Wire

/// A value and the event that set it. Of two, the one with the higher stamp stays, so writes commute.
package struct Register<Value: Sendable & Equatable>: Sendable, Equatable {
    package let stamp: Stamp
    package let value: Value
}

extension Optional {
    /// Keeps the newer of what is there and `value`; what was not entered changes nothing.
    mutating func write<Value>(_ value: Value?, at stamp: Stamp) where Wrapped == Register<Value> {
        guard let value else { return }
        if let present = self, stamp < present.stamp { return }
        self = Register(stamp: stamp, value: value)
    }
}

extension PBRegister {
    init(_ stamp: Stamp, value: UInt32 = 0, text: String = "", detail: String = "") {
        self.init()
        epoch = stamp.epoch.rawValue
        offset = stamp.offset
        self.value = value
        self.text = text
        self.detail = detail
    }

    /// A case of an enumeration.
    init<Value>(_ register: Register<Value>) where Value: RawRepresentable, Value.RawValue == UInt8 {
        self.init(register.stamp, value: UInt32(register.value.rawValue))
    }

    init(_ register: Register<UInt32>) { self.init(register.stamp, value: register.value) }

    var stamp: Stamp { Stamp(epoch: Epoch(rawValue: epoch), offset: offset) }

    func register<Value>(_ value: Value?) throws(ProjectionError) -> Register<Value> {
        guard let value else { throw .corrupt }
        return Register(stamp: stamp, value: value)
    }

    func register<Value>(of type: Value.Type) throws(ProjectionError) -> Register<Value>
    where Value: RawRepresentable, Value.RawValue == UInt8 {
        try register(UInt8(exactly: value).flatMap(Value.init(rawValue:)))
    }
}
