import CModbus
import Glibc
import LinuxIO
import Synchronization
import Threads

/// A device with four tables, served by libmodbus's own server on a thread of its own.
package final class LibmodbusServer: Sendable {
    package enum Line: Sendable {
        /// Modbus RTU on a tty, as one unit.
        case serial(path: String, unit: UInt8)
        /// Modbus TCP on 127.0.0.1, as every unit.
        case tcp
    }

    /// What the device holds. Registers `address` and `0x1000 + address` of a table differ by the table's number.
    package static func register(_ address: Int, _ function: UInt16) -> UInt16 {
        UInt16(truncatingIfNeeded: address * 7) ^ function << 12
    }

    private let isStopped = Atomic<Bool>(false)
    private let listening = Mutex<UInt16?>(nil)
    private let thread = Mutex<WorkerThread<Void>?>(nil)

    package init(_ line: Line, registers: [UInt16: UInt16] = [:]) async throws {
        await withCheckedContinuation { ready in
            let worker = WorkerThread<Void>(name: "slave") { _ in
                self.serve(line, registers) { ready.resume() }
            }
            thread.withLock { $0 = worker }
        }
    }

    /// 0 on a serial line.
    package var port: UInt16 { listening.withLock { $0 } ?? 0 }

    package func stop() async {
        isStopped.store(true, ordering: .relaxed)
        let worker = thread.withLock { $0.take() }
        await worker?.close()
    }

    private func serve(_ line: Line, _ registers: [UInt16: UInt16], ready: () -> Void) {
        let mapping = modbus_mapping_new(400, 400, 400, 400)
        defer { modbus_mapping_free(mapping) }
        guard let tables = mapping?.pointee else { return ready() }
        for address in 0..<400 {
            tables.tab_bits[address] = address % 3 == 0 ? 1 : 0
            tables.tab_input_bits[address] = address % 5 == 0 ? 1 : 0
            tables.tab_registers[address] = registers[UInt16(address)] ?? Self.register(address, 3)
            tables.tab_input_registers[address] = registers[UInt16(address)] ?? Self.register(address, 4)
        }
        switch line {
        case .serial(let path, let unit):
            let context = modbus_new_rtu(path, 115_200, CChar(UInt8(ascii: "N")), 8, 1)
            defer { modbus_free(context) }
            modbus_set_slave(context, Int32(unit))
            guard modbus_connect(context) == 0 else { return ready() }
            defer { modbus_close(context) }
            modbus_set_indication_timeout(context, 0, 20_000)
            ready()
            while !isStopped.load(ordering: .relaxed) { answer(context, mapping) }
        case .tcp:
            let context = modbus_new_tcp("127.0.0.1", 0)
            defer { modbus_free(context) }
            let listener = modbus_tcp_listen(context, 4)
            defer { close(listener) }
            listening.withLock { $0 = Self.port(of: listener) }
            modbus_set_indication_timeout(context, 0, 20_000)
            ready()
            while !isStopped.load(ordering: .relaxed) {
                var query = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
                guard poll(&query, 1, 20) > 0 else { continue }
                let client = accept(listener, nil, nil)
                modbus_set_socket(context, client)
                while !isStopped.load(ordering: .relaxed), answer(context, mapping) {}
                close(client)
            }
        }
    }

    /// Returns false when the client has gone.
    @discardableResult
    private func answer(_ context: OpaquePointer?, _ mapping: UnsafeMutablePointer<modbus_mapping_t>?) -> Bool
    {
        var request = [UInt8](repeating: 0, count: Int(MODBUS_MAX_ADU_LENGTH))
        let count = modbus_receive(context, &request)
        if count > 0 { modbus_reply(context, request, count, mapping) }
        return count >= 0 || errno == ETIMEDOUT
    }

    private static func port(of listener: Int32) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(listener, $0, &length)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }
}
