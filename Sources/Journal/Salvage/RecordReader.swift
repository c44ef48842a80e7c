/// Reads one record of a SQLite table, never beyond its bytes.
///
/// Source: sqlite.org/fileformat2.html, section 2.1.
struct RecordReader {
    /// No row of a journal comes near it.
    static let sizeLimit = 1 << 20
    private static let columnLimit = 8

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// One to nine bytes, seven bits each but for the ninth.
    mutating func varint() -> Int64? {
        var value: UInt64 = 0
        for index in 0..<9 {
            guard let byte = rest.popFirst() else { return nil }
            if index == 8 { return Int64(bitPattern: value << 8 | UInt64(byte)) }
            value = value << 7 | UInt64(byte & 0x7F)
            if byte < 0x80 { return Int64(bitPattern: value) }
        }
        return nil
    }

    /// The values of a whole record; `nil` when it is none.
    mutating func columns() -> [PageScanner.Column]? {
        let whole = rest.count
        guard let size = varint(), (2...64).contains(size),
            var header = bytes(Int(size) - (whole - rest.count))
        else { return nil }
        var types: [Int64] = []
        while !header.isEmpty {
            var reader = RecordReader(header)
            guard let type = reader.varint(), types.count < Self.columnLimit else { return nil }
            header = reader.rest
            types.append(type)
        }
        var columns: [PageScanner.Column] = []
        for type in types {
            guard let column = column(type) else { return nil }
            columns.append(column)
        }
        return columns
    }

    private mutating func column(_ type: Int64) -> PageScanner.Column? {
        switch type {
        case 0: return .null
        case 1...6:
            let size = [1, 2, 3, 4, 6, 8][Int(type) - 1]
            guard let bytes = bytes(size), let first = bytes.first else { return nil }
            let start: Int64 = first < 0x80 ? 0 : -1
            return .int(bytes.reduce(start) { $0 << 8 | Int64($1) })
        case 7: return bytes(8).map { _ in .real }
        case 8: return .int(0)
        case 9: return .int(1)
        case 12...Int64(2 * Self.sizeLimit + 13):
            guard let bytes = bytes(Int(type - 12) / 2) else { return nil }
            return type.isMultiple(of: 2)
                ? .blob(Array(bytes)) : .text(String(decoding: bytes, as: UTF8.self))
        default: return nil
        }
    }
}
