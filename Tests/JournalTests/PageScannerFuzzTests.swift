import TestKit
import Testing

@testable import Journal

/// Random damage to both files: a scan ends, and misses no row of a page that was not touched.
@Suite struct PageScannerFuzzTests {
    private static let pageSize = 1_024
    private static let files = 1_000
    private static let damagesEach = 10

    @Test func `ten thousand random damages hide no row of an untouched page`() throws {
        let files = try SalvageFiles(pageSize: Self.pageSize, events: 24, large: 1_500)
        let clean = try files.scanByPage()
        var generator = SplitMix(20_260_101)
        var missed: [String] = []
        var found = 0
        for round in 0..<Self.files {
            var (database, log) = (files.database, files.log)
            for _ in 0..<Self.damagesEach {
                if Bool.random(using: &generator) {
                    Self.damage(&database, header: 0, frame: 0, &generator)
                } else {
                    Self.damage(&log, header: 32, frame: 24, &generator)
                }
            }
            let rowsFound = try files.scan(database: database, log: log, hint: Self.pageSize)
            for (position, rows) in clean.enumerated() {
                guard Self.isUntouched(position, files, database, log) else { continue }
                for row in rows where !row.hasOverflow {
                    if !rowsFound.contains(row) { missed.append("round \(round), position \(position)") }
                    found += 1
                }
            }
        }
        #expect(missed.isEmpty)
        #expect(found > 10_000)
    }

    private static func isUntouched(
        _ position: Int,
        _ files: SalvageFiles,
        _ database: [UInt8],
        _ log: [UInt8]
    )
        -> Bool
    {
        let pages = files.database.count / pageSize
        let (before, after) = position < pages ? (files.database, database) : (files.log, log)
        let start = position < pages ? position * pageSize : 32 + (position - pages) * (pageSize + 24) + 24
        guard start + pageSize <= after.count else { return false }
        return before[start..<start + pageSize] == after[start..<start + pageSize]
    }

    private static func damage(_ file: inout [UInt8], header: Int, frame: Int, _ generator: inout SplitMix) {
        guard file.count > pageSize * 2 else { return }
        let stride = pageSize + frame
        let pages = (file.count - header) / stride
        func page() -> Range<Int> {
            let start = header + .random(in: 0..<pages, using: &generator) * stride
            return start..<start + stride
        }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0:
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                file[.random(in: 0..<file.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0...7, using: &generator)
            }
        case 1: file.replaceSubrange(page(), with: repeatElement(0, count: stride))
        case 2:
            let (one, other) = (page(), page())
            let kept = Array(file[one])
            file.replaceSubrange(one, with: Array(file[other]))
            file.replaceSubrange(other, with: kept)
        case 3:
            let start = Int.random(in: 0..<file.count, using: &generator)
            for index in start..<min(file.count, start + .random(in: 1...600, using: &generator)) {
                file[index] = .random(in: 0...255, using: &generator)
            }
        case 4:
            // Numbers near a limit in the header of a page are what parsers fall over.
            let start = page().lowerBound + frame
            for index in start..<start + 16 {
                file[index] = [0, 1, 0x0A, 0x0D, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
            }
        default:
            if Int.random(in: 0..<8, using: &generator) == 0 {
                file.removeLast(.random(in: 0..<file.count / 2, using: &generator))
            }
        }
    }
}

extension PageScanner.Row {
    fileprivate var hasOverflow: Bool {
        columns.contains { column in
            if case .blob(let bytes) = column { bytes.count > SalvageFiles.smallest } else { false }
        }
    }
}
