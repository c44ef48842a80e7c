package import LinuxIO

/// How a scanner is reached.
package enum ScannerLink: Sendable, Equatable {
    case serial(SerialDevice)
    case keyboard(KeyboardDevice)
    /// A point-of-sale scanner (HID usage page 0x8C) through hidraw.
    case hid(DeviceRule)
}
