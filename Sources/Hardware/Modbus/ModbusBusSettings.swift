import LinuxIO

/// One bus and the patience that its devices need.
package struct ModbusBusSettings: Sendable, Equatable {
    /// The port of Modbus TCP, as registered with IANA.
    package static let port: UInt16 = 502

    package var line: ModbusLine
    /// Silence before each request; never less than 3.5 characters on a serial line.
    package var turnaround: Duration
    /// How long a device may take to begin its reply.
    package var timeout: Duration

    package init(
        line: ModbusLine,
        turnaround: Duration = .milliseconds(20),
        timeout: Duration = .milliseconds(300)
    ) {
        self.line = line
        self.turnaround = turnaround
        self.timeout = timeout
    }

    /// Milliseconds; 3.5 characters is the least that separates frames.
    ///
    /// Source: MODBUS over Serial Line V1.02, §2.5.1.1.
    var silence: UInt64 {
        switch line {
        case .serial(let line): max(turnaround.milliseconds, line.milliseconds(bytes: 4))
        case .tcp: turnaround.milliseconds
        }
    }

    /// Milliseconds from the request to the end of its reply.
    func patience(for request: ModbusRequest) -> UInt64 {
        let base = timeout.milliseconds
        // Unit, function, count, checksum; and the eight bytes of the request before them.
        guard case .serial(let line) = line else { return base }
        return base + line.milliseconds(bytes: request.payload + 5 + 8)
    }
}
