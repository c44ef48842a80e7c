/// Which device is meant.
package enum DeviceRule: Sendable, Hashable {
    /// The path of a device node or of a link to one.
    case path(String)
    /// What the device says of itself; the name is a part of what it calls itself. At least one is set.
    case identity(vendor: UInt16?, product: UInt16?, name: String?)

    package func accepts(_ device: DeviceIdentity) -> Bool {
        guard case .identity(let vendor, let product, let name) = self else { return true }
        if vendor == nil, product == nil, name == nil { return false }
        return (vendor ?? device.vendor) == device.vendor && (product ?? device.product) == device.product
            && (name.map { device.name.contains($0) } ?? true)
    }
}

extension DeviceRule: CustomStringConvertible {
    package var description: String {
        switch self {
        case .path(let path): path
        case .identity(let vendor, let product, let name):
            [
                vendor.map { "vendor \(Self.hexadecimal($0))" },
                product.map { "product \(Self.hexadecimal($0))" },
                name.map { "name \"\($0)\"" },
            ].compactMap(\.self).joined(separator: " ")
        }
    }

    private static func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
