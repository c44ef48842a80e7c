/// Reads varints and records out of bytes that may be anything, never beyond their end.
///
/// Source: sqlite.org/fileformat2.html, sections 1.6 and 2.1.
struct RecordReader {
    /// No row of a journal comes near this many bytes.
    static let sizeLimit = 1 << 20
    private static let columnLimit = 32

    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    /// Reads from one index to another, both of which are within the bytes.
    init(_ bytes: [UInt8], from start: Int, to end: Int) {
        self.bytes = bytes
        position = start
        self.end = end
    }

    /// One to nine bytes: seven bits of each, all eight of the ninth.
    mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        let last = position + 8
        while position < end {
            let byte = bytes[position]
            position += 1
            if position > last { return value << 8 | UInt64(byte) }
            value = value << 7 | UInt64(byte & 0x7F)
            if byte < 0x80 { return value }
        }
        return nil
    }

    /// Whether a record of exactly so many bytes begins here, as far as its header, which has to be within these bytes, can
    /// tell. Moves on to the end of the header.
    mutating func isRecord(of length: Int, columns least: Int) -> Bool {
        let start = position
        guard let size = varint(), size <= UInt64(min(length, end - start)) else { return false }
        let headerEnd = start + Int(size)
        var total = Int(size)
        var columns = 0
        while position < headerEnd {
            guard let type = varint(), let width = Self.width(type) else { return false }
            columns += 1
            total += width
            guard columns <= Self.columnLimit, total <= length else { return false }
        }
        return position == headerEnd && total == length && columns >= least
    }

    /// The values of a record that lies here wholly.
    mutating func columns() -> [PageScanner.Column]? {
        let start = position
        guard let size = varint(), size <= UInt64(end - start) else { return nil }
        let headerEnd = start + Int(size)
        var body = RecordReader(bytes, from: headerEnd, to: end)
        var columns: [PageScanner.Column] = []
        while position < headerEnd {
            guard let type = varint(), let column = body.column(type) else { return nil }
            columns.append(column)
        }
        return columns
    }

    private mutating func column(_ type: UInt64) -> PageScanner.Column? {
        guard let width = Self.width(type), width <= end - position else { return nil }
        let value = bytes[position..<position + width]
        position += width
        switch type {
        case 0: return .null
        case 1...6:
            let sign: Int64 = (value.first ?? 0) < 0x80 ? 0 : -1
            return .int(value.reduce(sign) { $0 << 8 | Int64($1) })
        case 7: return .real(Double(bitPattern: value.reduce(0) { $0 << 8 | UInt64($1) }))
        case 8: return .int(0)
        case 9: return .int(1)
        default:
            return type.isMultiple(of: 2)
                ? .blob(Array(value)) : .text(String(decoding: value, as: UTF8.self))
        }
    }

    /// Bytes that a value of this serial type takes; `nil` for a type that no journal has.
    private static func width(_ type: UInt64) -> Int? {
        switch type {
        case 0, 8, 9: 0
        case 1...4: Int(type)
        case 5: 6
        case 6, 7: 8
        case 12...UInt64(2 * sizeLimit + 13): Int(type - 12) / 2
        default: nil
        }
    }
}
