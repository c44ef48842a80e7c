/// One UBX message whose checksum was proved.
///
/// Source: u-blox 8 / M8 receiver description, UBX-13003221, §33.2; the same in every later generation.
package struct UBXFrame: Sendable, Equatable {
    package static let sync: (UInt8, UInt8) = (0xB5, 0x62)

    package let message: UBXMessage
    package let payload: Range<Int>

    /// The 8-bit Fletcher sum over class, id, length and payload.
    package static func checksum(_ bytes: Span<UInt8>) -> (UInt8, UInt8) {
        var (a, b): (UInt8, UInt8) = (0, 0)
        for index in 0..<bytes.count {
            a &+= bytes[index]
            b &+= a
        }
        return (a, b)
    }
}
