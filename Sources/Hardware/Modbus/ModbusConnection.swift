import CModbus
import Glibc
import LinuxIO

/// An open line, for one thread: libmodbus opens it, frames and checks what arrives.
///
/// libmodbus keeps its waits with select(2), so a descriptor beyond `FD_SETSIZE` is refused. Its byte timeout is switched off:
/// select then counts down one wait for the whole reply, which bytes that trickle cannot prolong. Its own error recovery stays
/// off too: it sleeps and reconnects without an end.
final class ModbusConnection {
    private let context: OpaquePointer
    let settings: ModbusBusSettings
    /// Of the last TCP request; a reply carries it back.
    var transaction: UInt16 = 0
    /// CLOCK_BOOTTIME milliseconds when the line was last heard or spoken on.
    var lastActivity: UInt64 = 0
    /// Replies in a row that did not come.
    var silences = 0
    /// Whether something was ever answered since it was opened.
    var hasAnswered = false

    /// Opens the line; takes at most the bus's timeout.
    init(opening settings: ModbusBusSettings) throws(ModbusFault) {
        self.settings = settings
        // libmodbus waits for a connection with select, too, which ends the process for a descriptor that it cannot hold.
        guard Self.hasRoomForSelect else { throw .system(Errno(rawValue: EMFILE)) }
        context = try Self.context(settings.line)
        // From here on what throws goes through `deinit`.
        guard Self.set(context, milliseconds: settings.timeout.milliseconds),
            modbus_set_byte_timeout(context, 0, 0) == 0, modbus_connect(context) == 0
        else { throw .system(.current) }
        guard descriptor >= 0, descriptor < FD_SETSIZE else { throw .system(Errno(rawValue: EMFILE)) }
        guard turns() else { throw .system(.current) }
    }

    /// Whether the next descriptors are small enough.
    private static var hasRoomForSelect: Bool {
        let probe = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard probe >= 0 else { return false }
        close(probe)
        return probe < FD_SETSIZE - 16
    }

    deinit {
        modbus_close(context)
        modbus_free(context)
    }

    private func turns() -> Bool {
        guard case .serial(let line) = settings.line else { return true }
        return switch line.direction {
        case .automatic: true
        case .kernel: modbus_rtu_set_serial_mode(context, MODBUS_RTU_RS485) == 0
        case .rts: modbus_rtu_set_rts(context, MODBUS_RTU_RTS_UP) == 0
        case .rtsInverted: modbus_rtu_set_rts(context, MODBUS_RTU_RTS_DOWN) == 0
        }
    }

    var descriptor: Int32 { modbus_get_socket(context) }

    var isSerial: Bool {
        if case .serial = settings.line { true } else { false }
    }

    /// Throws away what lies in the input.
    func flush() { modbus_flush(context) }

    /// Waits for the next frame and reads it, for at most so many milliseconds.
    ///
    /// - Returns: the frame with its header, without the checksum of a serial line.
    func receive(expecting unit: UInt8, milliseconds: UInt64) throws(ModbusFault) -> [UInt8] {
        guard Self.set(context, milliseconds: max(1, milliseconds)) else { throw .system(.invalid) }
        // What libmodbus read before the time ran out it does not tell; a first byte that changed does.
        let mark = isSerial ? ~unit : UInt8(truncatingIfNeeded: ~(transaction >> 8))
        var frame = [UInt8](repeating: mark, count: Int(MODBUS_MAX_ADU_LENGTH))
        let count = modbus_receive_confirmation(context, &frame)
        let error = errno
        lastActivity = BootClock.now()
        guard count < 0 else {
            // A frame of another device counts 0.
            guard count > 0 else { throw .wrongSlave }
            return Array(frame.prefix(Int(count)).dropLast(isSerial ? 2 : 0))
        }
        switch error {
        case ETIMEDOUT: throw frame[0] == mark ? .timeout : .shortReply
        case Int32(BUDKAVLE_BAD_CRC): throw .crc
        case Int32(BUDKAVLE_BAD_SLAVE): throw .wrongSlave
        case Int32(BUDKAVLE_BAD_DATA), Int32(BUDKAVLE_TOO_MUCH_DATA): throw .wrongLength
        case ECONNRESET, EPIPE, EIO, ENODEV, ENXIO: throw .disconnected
        default: throw .system(Errno(rawValue: error))
        }
    }

    /// Sends unit, function and data in the frame of a serial line.
    func sendFrame(_ bytes: [UInt8]) throws(ModbusFault) {
        // libmodbus drops the replies of all others.
        guard let unit = bytes.first, modbus_set_slave(context, Int32(unit)) == 0 else {
            throw .system(.invalid)
        }
        guard modbus_send_raw_request(context, bytes, Int32(bytes.count)) > 0 else {
            throw Self.fault(of: errno)
        }
    }

    static func fault(of error: Int32) -> ModbusFault {
        switch error {
        case EPIPE, ECONNRESET, EIO, ENODEV, ENXIO: .disconnected
        default: .system(Errno(rawValue: error))
        }
    }

    private static func context(_ line: ModbusLine) throws(ModbusFault) -> OpaquePointer {
        let context: OpaquePointer?
        switch line {
        case .serial(let line):
            let parity: Character =
                switch line.settings.parity {
                case .none: "N"
                case .even: "E"
                case .odd: "O"
                }
            context = modbus_new_rtu(
                line.path,
                Int32(clamping: line.settings.baud.rawValue),
                CChar(bitPattern: parity.asciiValue ?? UInt8(ascii: "N")),
                Int32(line.settings.dataBits.rawValue),
                Int32(line.settings.stopBits.rawValue)
            )
        case .tcp(let address): context = modbus_new_tcp_pi(address.hostText, String(address.port))
        }
        guard let context else { throw .system(.current) }
        return context
    }

    private static func set(_ context: OpaquePointer, milliseconds: UInt64) -> Bool {
        let seconds = UInt32(clamping: milliseconds / 1_000)
        return modbus_set_response_timeout(context, seconds, UInt32(milliseconds % 1_000) * 1_000) == 0
    }
}

extension NetworkAddress {
    /// The host alone, without brackets.
    fileprivate var hostText: String {
        let text = description
        guard let colon = text.lastIndex(of: ":") else { return text }
        return text[..<colon].filter { $0 != "[" && $0 != "]" }
    }
}
