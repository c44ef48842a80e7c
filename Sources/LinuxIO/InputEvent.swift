import CLinux

/// One event of the kernel's input layer.
///
/// Source: `struct input_event` of linux/input.h: seconds and microseconds of a word each, type and code of 16 bits, value of 32, all in
/// the machine's own order.
package struct InputEvent: Sendable, Equatable {
    package static let byteCount = MemoryLayout<input_event>.size
    private static let headBytes = 8
    private static let wordBytes = (byteCount - headBytes) / 2

    /// Milliseconds on the clock that the device was told to use; `nil` where the number cannot be a time.
    package var time: UInt64?
    package var type: UInt16
    package var code: UInt16
    package var value: Int32

    package static let synchronisation: UInt16 = 0
    package static let key: UInt16 = 1
    /// The keyboard's own number of a key, among others.
    package static let miscellaneous: UInt16 = 4
    package static let light: UInt16 = 0x11
    /// Code of `synchronisation`: what came before it belongs together.
    package static let report: UInt16 = 0
    /// Code of `synchronisation`: the kernel's buffer ran over and events were lost.
    package static let dropped: UInt16 = 3

    package init(type: UInt16, code: UInt16, value: Int32, time: UInt64? = nil) {
        self.time = time
        self.type = type
        self.code = code
        self.value = value
    }

    /// Reads the first event; `nil` when the bytes are too few.
    package init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= Self.byteCount else { return nil }
        self = bytes.withUnsafeBytes { bytes in
            func word(_ offset: Int) -> Int64 {
                Self.wordBytes == 8
                    ? bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self)
                    : Int64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            }
            let head = Self.byteCount - Self.headBytes
            return InputEvent(
                type: bytes.loadUnaligned(fromByteOffset: head, as: UInt16.self),
                code: bytes.loadUnaligned(fromByteOffset: head + 2, as: UInt16.self),
                value: bytes.loadUnaligned(fromByteOffset: head + 4, as: Int32.self),
                time: Self.milliseconds(word(0), word(Self.wordBytes))
            )
        }
    }

    /// The bytes of the event, as the kernel takes and gives them.
    package var bytes: [UInt8] {
        let milliseconds = time ?? 0
        var bytes = word(milliseconds / 1_000) + word(milliseconds % 1_000 * 1_000)
        withUnsafeBytes(of: type) { bytes += $0 }
        withUnsafeBytes(of: code) { bytes += $0 }
        withUnsafeBytes(of: value) { bytes += $0 }
        return bytes
    }

    private func word(_ value: UInt64) -> [UInt8] {
        Self.wordBytes == 8
            ? withUnsafeBytes(of: value) { Array($0) }
            : withUnsafeBytes(of: UInt32(truncatingIfNeeded: value)) { Array($0) }
    }

    private static func milliseconds(_ seconds: Int64, _ microseconds: Int64) -> UInt64? {
        guard let whole = UInt64(exactly: seconds), (0..<1_000_000).contains(microseconds) else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: 1_000)
        return overflow || product > .max - 1_000 ? nil : product + UInt64(microseconds / 1_000)
    }
}
