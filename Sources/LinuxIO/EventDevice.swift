import CLinux
import Glibc

/// One event device, such as `/dev/input/event3`.
///
/// Source: linux/input.h and Documentation/input/event-codes of Linux.
package struct EventDevice: Sendable {
    package let descriptor: FileDescriptor
    package let identity: DeviceIdentity
    /// Whether it has the keys that every barcode needs: figures, letters and Enter.
    package let isKeyboard: Bool
    /// The LEDs that it has and that may be set, as bits; 0 is Num Lock, 1 Caps Lock, 2 Scroll Lock.
    package let lights: UInt8

    private static let textBytes = 256

    /// Opens the device, for reading alone where writing is not allowed. Its events are stamped by CLOCK_BOOTTIME.
    ///
    /// - Throws: what open(2) says, and `.notATerminal` (ENOTTY) or `.invalid` for what is no event device.
    package init(opening path: String) throws(Errno) {
        var mayWrite = true
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor(opening: path, flags: O_RDWR | O_NONBLOCK)
        } catch  where error == .noPermission {
            descriptor = try FileDescriptor(opening: path, flags: O_RDONLY | O_NONBLOCK)
            mayWrite = false
        }
        let raw = descriptor.rawValue
        var id: [UInt16] = [0, 0, 0, 0]
        try attempt { clinux_event_id(raw, &id) }
        var name = [UInt8](repeating: 0, count: Self.textBytes)
        let nameBytes = clinux_event_name(raw, &name, UInt32(name.count - 1))
        var place = [UInt8](repeating: 0, count: Self.textBytes)
        let placeBytes = clinux_event_place(raw, &place, UInt32(place.count - 1))
        identity = DeviceIdentity(
            vendor: id[1],
            product: id[2],
            name: DeviceIdentity.text(name, nameBytes),
            place: DeviceIdentity.text(place, placeBytes)
        )
        let keys = Self.bits(of: UInt32(InputEvent.key), raw)
        isKeyboard = [2, 11, 16, 28, 30, 44].allSatisfy { keys[$0 / 8] & 1 << UInt8($0 % 8) != 0 }
        lights = mayWrite ? Self.bits(of: UInt32(InputEvent.light), raw)[0] & 0b111 : 0
        // The kernel holds 64 events for us: those that say nothing would make it drop keys earlier. Old kernels do not know how.
        for type in [InputEvent.miscellaneous, InputEvent.light] { _ = clinux_event_hide(raw, UInt32(type)) }
        // Without it the events carry wall time, which somebody may set.
        _ = clinux_event_clock(raw, Int32(CLOCK_BOOTTIME))
        self.descriptor = descriptor
    }

    /// Keeps the events from everybody else, so that no scan is typed into a console.
    ///
    /// - Throws: EBUSY when another has the device.
    package func grab() throws(Errno) {
        try attempt { clinux_event_grab(descriptor.rawValue, 1) }
    }

    /// The keys that are down now, as a bitmap of 96 bytes; `nil` when the device does not tell.
    package func heldKeys() -> [UInt8]? {
        var keys = [UInt8](repeating: 0, count: 96)
        return clinux_event_keys(descriptor.rawValue, &keys, UInt32(keys.count)) < 0 ? nil : keys
    }

    /// Lights these of its LEDs and puts the others out, by the bits of `lights`.
    package func light(_ lit: UInt8) throws(Errno) {
        var bytes: [UInt8] = []
        for code: UInt16 in 0..<3 where lights & 1 << UInt8(code) != 0 {
            let isLit = lit & 1 << UInt8(code) != 0
            bytes += InputEvent(type: InputEvent.light, code: code, value: isLit ? 1 : 0).bytes
        }
        guard !bytes.isEmpty else { return }
        bytes += InputEvent(type: InputEvent.synchronisation, code: InputEvent.report, value: 0).bytes
        _ = try descriptor.write(bytes[...])
    }

    /// What the device can send of one type, 96 bytes.
    private static func bits(of type: UInt32, _ descriptor: Int32) -> [UInt8] {
        var bits = [UInt8](repeating: 0, count: 96)
        return clinux_event_bits(descriptor, type, &bits, UInt32(bits.count)) < 0
            ? [UInt8](repeating: 0, count: 96) : bits
    }
}
