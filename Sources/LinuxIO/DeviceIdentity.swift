/// What an input device says of itself. All of it may be a lie.
package struct DeviceIdentity: Sendable, Hashable {
    package var vendor: UInt16
    package var product: UInt16
    /// Without control characters of ASCII, at most 255 characters.
    package var name: String
    /// Where it is plugged in, such as `usb-0000:00:14.0-2/input0`; empty where the driver does not tell.
    package var place: String

    package init(vendor: UInt16, product: UInt16, name: String, place: String) {
        self.vendor = vendor
        self.product = product
        self.name = name
        self.place = place
    }

    /// Whether both are parts of one piece of hardware: interfaces of one USB device share everything before the last `/`.
    package func isPart(of other: DeviceIdentity) -> Bool {
        guard let mine = stem, let theirs = other.stem else { return false }
        return mine == theirs && vendor == other.vendor && product == other.product
    }

    private var stem: Substring? { place.lastIndex(of: "/").map { place[..<$0] } }

    /// What an ioctl wrote, up to its NUL and without what does not print.
    static func text(_ bytes: [UInt8], _ count: Int32) -> String {
        let text = bytes.prefix(max(Int(count), 0)).prefix { $0 != 0 }
        return String(decoding: text.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
    }
}
