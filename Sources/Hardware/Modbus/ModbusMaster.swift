import LinuxIO

/// The one who asks on a line that comes and goes.
struct ModbusMaster {
    /// A line that could not be opened is not tried again for this long, in milliseconds.
    static let pause: UInt64 = 1_000
    /// A TCP connection on which so many replies in a row did not come is opened anew.
    static let silences = 3

    private let settings: ModbusBusSettings
    private var connection: ModbusConnection?
    private var failure: (fault: ModbusFault, instant: UInt64)?

    init(_ settings: ModbusBusSettings) { self.settings = settings }

    mutating func answer(_ request: ModbusRequest) -> Result<ModbusAnswer, ModbusFault> {
        do throws(ModbusFault) {
            return .success(try ask(request))
        } catch {
            return .failure(error)
        }
    }

    private mutating func ask(_ request: ModbusRequest) throws(ModbusFault) -> ModbusAnswer {
        let isReused = connection?.hasAnswered == true
        do throws(ModbusFault) {
            return try once(request)
        } catch  where error == .disconnected && isReused {
            // Servers close connections that lie idle; that is no fault of the device.
            return try once(request)
        }
    }

    private mutating func once(_ request: ModbusRequest) throws(ModbusFault) -> ModbusAnswer {
        let connection = try opened()
        do throws(ModbusFault) {
            return try connection.transact(request)
        } catch {
            if !isKept(connection, after: error) { self.connection = nil }
            throw error
        }
    }

    private mutating func opened() throws(ModbusFault) -> ModbusConnection {
        if let connection { return connection }
        if let failure, BootClock.now() < failure.instant + Self.pause { throw failure.fault }
        do throws(ModbusFault) {
            let opened = try ModbusConnection(opening: settings)
            (connection, failure) = (opened, nil)
            return opened
        } catch {
            failure = (error, BootClock.now())
            throw error
        }
    }

    /// Whether the line can be used after a fault. The end of a broken TCP frame cannot be found, a serial line is silent after it.
    private func isKept(_ connection: ModbusConnection, after fault: ModbusFault) -> Bool {
        switch fault {
        case .exception: true
        case .timeout: connection.isSerial || connection.silences < Self.silences
        case .disconnected, .system: false
        case .shortReply, .crc, .wrongSlave, .stale, .wrongFunction, .wrongLength, .babble:
            connection.isSerial
        }
    }
}
