package import FieldModel

/// Reads the objects of a gpsd, one a line.
///
/// gpsd reports an epoch more than once when it cannot know that a receiver is done with it: of the same instant and device
/// only the first with a position counts. Satellites and dilution come in a SKY of their own and stay with their device
/// until the next one.
///
/// Source: gpsd_json(5), protocol version 3.
package struct GpsdParser: Sendable {
    package enum Outcome: Sendable, Equatable {
        case position(Position)
        case report(GpsdReport)
        case noFix
        case rejected(GpsdFault)
    }

    /// Devices whose sky and last instant are remembered.
    static let mostDevices = 8

    struct Device: Sendable {
        /// Hash of its path; paths are not kept.
        let key: UInt64
        var hdop: Double?
        var satellites: UInt8?
        /// TPVs since the last SKY.
        var age = 0
        var lastTime: UInt64?
    }

    var devices: [Device] = []

    package init() {}

    /// Takes one object from brace to brace. Costs O(its length) and no allocation after the first of each device.
    package mutating func parse(_ bytes: Span<UInt8>) -> Outcome {
        do throws(GpsdFault) {
            return try read(bytes)
        } catch {
            return .rejected(error)
        }
    }

    private mutating func read(_ bytes: Span<UInt8>) throws(GpsdFault) -> Outcome {
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "{"), bytes[bytes.count - 1] == UInt8(ascii: "}")
        else { throw .malformed }
        var cursor = JSONCursor(0..<bytes.count)
        guard let first = try cursor.member(bytes), bytes.spells("class", at: first.key),
            let name = first.value.string
        else { throw .malformed }
        if bytes.spells("TPV", at: name) { return try readTPV(bytes, &cursor) }
        if bytes.spells("SKY", at: name) { return try readSky(bytes, &cursor) }
        if bytes.spells("TOFF", at: name) { return try Self.readOffset(bytes, &cursor) }
        if bytes.spells("VERSION", at: name) { return try Self.readVersion(bytes, &cursor) }
        if bytes.spells("DEVICES", at: name) { return try Self.readDevices(bytes, &cursor) }
        if bytes.spells("WATCH", at: name) { return try Self.readWatch(bytes, &cursor) }
        if bytes.spells("ERROR", at: name) { throw .refused }
        throw .unsupported
    }

    /// The device of that path. The one that is known longest makes room.
    func slot(_ path: Range<Int>?, _ bytes: Span<UInt8>) -> (index: Int?, key: UInt64) {
        var key: UInt64 = 0xCBF2_9CE4_8422_2325
        if let path {
            for index in path { key = (key ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        }
        return (devices.firstIndex { $0.key == key }, key)
    }

    mutating func withDevice<Result>(
        _ path: Range<Int>?,
        _ bytes: Span<UInt8>,
        _ body: (inout Device) -> Result
    ) -> Result {
        let (index, key) = slot(path, bytes)
        if let index { return body(&devices[index]) }
        if devices.count == Self.mostDevices { devices.removeFirst() }
        devices.append(Device(key: key))
        return body(&devices[devices.count - 1])
    }
}
