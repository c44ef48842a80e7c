import ConfigFiles
import LinuxIO

extension ConfigTable {
    /// A numeric address with its port, which is not 0.
    func address(_ key: String, defaultPort: UInt16? = nil, required: Bool = false) -> NetworkAddress? {
        let example = key == "listen" ? "0.0.0.0:5017" : "192.168.1.1:5017"
        let expected = "a numeric address and a port, such as \"\(example)\""
        guard let text = string(key, required: required, expected: expected) else { return nil }
        guard let address = NetworkAddress(text, defaultPort: defaultPort), address.port > 0 else {
            fault(key, "'\(text)' is not \(expected); names are not looked up")
            return nil
        }
        return address
    }

    /// The host that datagrams must come from.
    func sender() -> NetworkAddress? {
        let expected = "a numeric address such as \"192.168.1.1\""
        guard let text = string("sender", expected: expected) else { return nil }
        let address = NetworkAddress(text.contains("::") ? "[\(text)]" : text, defaultPort: 0)
        guard let address, address.port == 0 else {
            fault("sender", "'\(text)' is not \(expected)")
            return nil
        }
        return address
    }

    /// A rate of a serial line.
    func baud() -> Int? {
        let rates = SerialLineSettings.supportedRates
        let rate = integer("baud", in: 1...4_000_000)
        if let rate, !rates.contains(rate) {
            let list = rates.map(String.init).joined(separator: ", ")
            fault("baud", "\(rate) is no baud rate of a serial line; expected one of \(list)")
        }
        return rate
    }
}
