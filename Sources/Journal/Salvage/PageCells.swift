/// The cells of one page, whatever state it is in.
///
/// Index pages hold the rows of tables without row ids, the interior ones as well as the leaves. A page whose cells and
/// free blocks do not add up to its size is damaged, or none of a B-tree; then every byte of it is tried as the beginning of a
/// cell. A record says its length twice, so little of what is none passes. Source: sqlite.org/fileformat2.html, section 1.6.
struct PageCells {
    struct Cell: Hashable {
        /// `nil` in a table without row ids.
        let id: Int64?
        /// Bytes of the record, with those on overflow pages.
        let length: Int
        /// Where the record, or its beginning, lies in the page.
        let local: Range<Int>
        /// The first overflow page.
        let overflow: UInt32?

        var end: Int { local.upperBound + (overflow == nil ? 0 : 4) }
    }

    private enum Kind: UInt8 {
        case indexInterior = 0x02
        case tableInterior = 0x05
        case indexLeaf = 0x0A
        case tableLeaf = 0x0D

        var isTable: Bool { self == .tableLeaf || self == .tableInterior }
        var isLeaf: Bool { self == .tableLeaf || self == .indexLeaf }
    }

    private static let fileHeader = 100
    private static let smallestCell = 4

    private let page: [UInt8]
    /// Where cells were found, apart for tables and indexes.
    private var found: (table: Set<Int>, index: Set<Int>) = ([], [])
    private(set) var cells: [Cell] = []

    /// - Parameters:
    ///   - page: All bytes of the page.
    ///   - isFirst: Whether this is the place of page 1, which begins with the header of the file.
    init(_ page: [UInt8], isFirst: Bool) {
        self.page = page
        guard page.contains(where: { $0 != 0 }) else { return }
        let isWhole = readCells(from: 0) || isFirst && readCells(from: Self.fileHeader)
        if !isWhole { sweep() }
    }

    /// Whether a page of this size looks like a leaf that was filled from its end, as SQLite does.
    static func isLeaf(_ page: [UInt8]) -> Bool {
        guard page[0] == Kind.tableLeaf.rawValue || page[0] == Kind.indexLeaf.rawValue else { return false }
        let count = page.short(at: 3)
        guard count > 0, 8 + 2 * count < page.count else { return false }
        let pointers = (0..<count).map { page.short(at: 8 + 2 * $0) }
        return pointers.allSatisfy { (8 + 2 * count..<page.count).contains($0) }
            && pointers.contains { $0 >= page.count / 2 }
    }

    /// Follows the pointers of a page of a B-tree; returns whether everything in it is accounted for.
    private mutating func readCells(from start: Int) -> Bool {
        guard let kind = Kind(rawValue: page[start]) else { return false }
        let pointers = start + (kind.isLeaf ? 8 : 12)
        let count = min(page.short(at: start + 3), (page.count - pointers) / 2)
        let content = page.short(at: start + 5) == 0 ? 65_536 : page.short(at: start + 5)
        var isWhole = count == page.short(at: start + 3) && content >= pointers + 2 * count
        var used = Int(page[start + 7])
        for index in 0..<count {
            let offset = page.short(at: pointers + 2 * index)
            guard offset >= pointers + 2 * count, let size = readCell(at: offset, kind) else {
                isWhole = false
                continue
            }
            used += max(size, Self.smallestCell)
        }
        return isWhole && used + freeBlocks(from: page.short(at: start + 1)) == page.count - content
    }

    /// Takes the cell at an offset; returns its size, or `nil` when there is none.
    private mutating func readCell(at offset: Int, _ kind: Kind) -> Int? {
        let start = kind.isLeaf ? offset : offset + 4
        guard kind != .tableInterior else {
            guard start < page.count else { return nil }
            var reader = RecordReader(page, from: start, to: page.count)
            return reader.varint().map { _ in reader.position - offset }
        }
        guard !isFound(start, kind.isTable), let cell = cell(at: start, isTable: kind.isTable, columns: 1)
        else {
            return nil
        }
        cells.append(cell)
        if kind.isTable { found.table.insert(start) } else { found.index.insert(start) }
        return cell.end - offset
    }

    private func freeBlocks(from first: Int) -> Int {
        var total = 0
        var offset = first
        while offset > 0, offset + 4 <= page.count {
            total += page.short(at: offset + 2)
            let next = page.short(at: offset)
            // They are in order, so a damaged chain cannot go round.
            guard next == 0 || next > offset else { return .max / 2 }
            offset = next
        }
        return total
    }

    private mutating func sweep() {
        for offset in 0..<page.count - Self.smallestCell where page[offset] > 1 {
            tryCell(at: offset, isTable: true)
            tryCell(at: offset, isTable: false)
        }
    }

    private mutating func tryCell(at offset: Int, isTable: Bool) {
        guard let cell = cell(at: offset, isTable: isTable, columns: 2), !isFound(offset, isTable) else {
            return
        }
        cells.append(cell)
    }

    private func isFound(_ offset: Int, _ isTable: Bool) -> Bool {
        isTable ? found.table.contains(offset) : found.index.contains(offset)
    }

    private func cell(at offset: Int, isTable: Bool, columns least: Int) -> Cell? {
        guard offset < page.count else { return nil }
        var reader = RecordReader(page, from: offset, to: page.count)
        guard let value = reader.varint(), value >= 2, value <= UInt64(RecordReader.sizeLimit) else {
            return nil
        }
        let length = Int(value)
        var id: Int64?
        if isTable {
            guard let value = reader.varint() else { return nil }
            id = Int64(bitPattern: value)
        }
        let start = reader.position
        let local = Self.local(length, isTable: isTable, pageSize: page.count)
        guard start + local + (local < length ? 4 : 0) <= page.count else { return nil }
        var header = RecordReader(page, from: start, to: start + local)
        guard header.isRecord(of: length, columns: least) else { return nil }
        return Cell(
            id: id,
            length: length,
            local: start..<start + local,
            overflow: local < length ? page.word(at: start + local) : nil
        )
    }

    /// How many bytes of a record stand in its cell.
    private static func local(_ length: Int, isTable: Bool, pageSize: Int) -> Int {
        let most = isTable ? pageSize - 35 : (pageSize - 12) * 64 / 255 - 23
        guard length > most else { return length }
        let least = (pageSize - 12) * 32 / 255 - 23
        let fitting = least + (length - least) % (pageSize - 4)
        return fitting <= most ? fitting : least
    }
}
