/// The values of a good reply, in the order of their addresses.
package enum ModbusAnswer: Sendable, Equatable {
    case bits([Bool])
    case words([UInt16])
}

extension ModbusAnswer {
    /// Reads unit, function and what follows them, without framing.
    ///
    /// Source: MODBUS Application Protocol Specification V1.1b3, §6.1–6.4 and §7.
    package init(_ reply: ArraySlice<UInt8>, to request: ModbusRequest) throws(ModbusFault) {
        var rest = reply
        guard let unit = rest.popFirst(), let function = rest.popFirst(), let next = rest.popFirst() else {
            throw .shortReply
        }
        guard unit == request.unit else { throw .wrongSlave }
        if function == request.table.rawValue | 0x80 {
            guard rest.isEmpty else { throw .wrongLength }
            throw .exception(next)
        }
        guard function == request.table.rawValue else { throw .wrongFunction }
        guard Int(next) == request.payload, rest.count == request.payload else { throw .wrongLength }
        let bytes = Array(rest)
        if request.table.isOfBits {
            self = .bits((0..<Int(request.count)).map { bytes[$0 / 8] >> UInt8($0 % 8) & 1 == 1 })
        } else {
            self = .words(
                (0..<Int(request.count)).map { UInt16(bytes[$0 * 2]) << 8 | UInt16(bytes[$0 * 2 + 1]) }
            )
        }
    }
}
