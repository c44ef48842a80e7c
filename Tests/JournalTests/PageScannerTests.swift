import Testing

@testable import Journal

@Suite struct PageScannerTests {
    @Test(arguments: [1_024, 4_096])
    func `every row of database and log is found`(pageSize: Int) throws {
        let files = try SalvageFiles(pageSize: pageSize, events: 400)
        #expect(files.database.count > 10 * pageSize)
        #expect(files.log.count > 10 * pageSize)
        #expect(try files.scan().isSuperset(of: files.rows))
    }

    @Test(arguments: [1_024, 4_096])
    func `pages are read without the headers of both files`(pageSize: Int) throws {
        let files = try SalvageFiles(pageSize: pageSize, events: 400)
        let database = files.database.replacing(0..<100)
        let log = files.log.replacing(0..<32)
        #expect(try files.scan(database: database).isSuperset(of: files.rows))
        #expect(try files.scan(log: log).isSuperset(of: files.rows))
        #expect(try files.scan(database: database, log: log).isSuperset(of: files.rows))
        #expect(try files.scan(database: database, log: log, hint: pageSize).isSuperset(of: files.rows))
        #expect(try files.scan(database: files.database.replacing(16..<18), log: []).count > 300)
    }

    @Test func `what is not there has no rows`() throws {
        var scanner = PageScanner(database: "/nonexistent/journal.db")
        #expect(scanner.pages == 0)
        #expect(scanner.next(pages: 10) == nil)
        let files = try SalvageFiles(pageSize: 1_024, events: 10)
        #expect(try files.scan(database: [], log: []).isEmpty)
        #expect(try files.scan(database: [0x53], log: [0x37, 0x7F]).isEmpty)
    }

    @Test func `a scan goes on from the page where an earlier one stopped`() throws {
        let files = try SalvageFiles(pageSize: 1_024, events: 100)
        var whole: [PageScanner.Row] = []
        var parts: [PageScanner.Row] = []
        var scanner = PageScanner(database: files.path)
        while let rows = scanner.next(pages: 1_000) { whole += rows }
        var position = 0
        while position < scanner.pages {
            var part = PageScanner(database: files.path)
            part.position = position
            while part.position == position, let rows = part.next(pages: 7) { parts += rows }
            position = part.position
        }
        #expect(Set(whole).isSuperset(of: files.rows))
        #expect(parts == whole)
    }

    @Test(arguments: [1_024, 4_096])
    func `no bit of a page's header or pointers can hide a row`(pageSize: Int) throws {
        let files = try SalvageFiles(pageSize: pageSize, events: 400, large: 90)
        for kind: UInt8 in [0x0D, 0x0A, 0x02] {
            let page = try #require(
                stride(from: pageSize, to: files.database.count, by: pageSize).lazy
                    .map { Array(files.database[$0..<$0 + pageSize]) }
                    .first { $0[0] == kind && $0[4] > 1 },
                "no page of kind \(kind)"
            )
            let whole = PageCells(page, isFirst: false).cells
            #expect(whole.count == Int(page[4]))
            for bit in 0..<16 * 8 {
                var damaged = page
                damaged[bit / 8] ^= 1 << UInt8(bit % 8)
                let found = PageCells(damaged, isFirst: false).cells
                #expect(Set(found).isSuperset(of: whole), "bit \(bit) of a page of kind \(kind)")
            }
        }
    }

    @Test func `a page whose beginning was zeroed gives the cells that are left`() throws {
        let files = try SalvageFiles(pageSize: 1_024, events: 40, large: 90)
        let pages = try files.scanByPage(log: [])
        let number = try #require((1..<pages.count).first { pages[$0].count > 4 })
        let database = files.database.replacing(number * 1_024..<number * 1_024 + 512)
        let found = try files.scanByPage(database: database, log: [])[number]
        #expect(Set(found).intersection(pages[number]).count >= 3)
    }

    @Test func `one damaged frame of the log costs no other`() throws {
        let files = try SalvageFiles(pageSize: 1_024, events: 200)
        let clean = try files.scanByPage()
        let first = files.database.count / 1_024
        let frames = clean.count - first
        for frame in stride(from: 0, to: frames, by: 17) {
            var log = files.log
            log[32 + frame * 1_048 + 24 + 600] ^= 4
            let found = try files.scanByPage(log: log)
            // What stands in no other page than this one, or hangs on it as an overflow page, is lost.
            let lost = Set(clean.joined()).subtracting(found.joined())
            #expect(lost.count <= max(clean[first + frame].count, 2), "frame \(frame)")
        }
    }

    @Test func `an overflow chain that bites its tail ends`() throws {
        let files = try SalvageFiles(pageSize: 1_024, events: 30)
        let pages = files.database.count / 1_024
        for number in 1..<pages where files.database[number * 1_024] == 0 {
            var database = files.database
            database[number * 1_024 + 2] = UInt8((number + 1) >> 8)
            database[number * 1_024 + 3] = UInt8((number + 1) & 0xFF)
            let found = try files.scan(database: database, log: [])
            #expect(found.count > 20)
        }
    }

    @Test func `a truncated file gives every row of the pages that are left`() throws {
        let files = try SalvageFiles(pageSize: 1_024, events: 60, large: 90)
        let clean = try files.scanByPage()
        let pages = files.database.count / 1_024
        for length in stride(from: 0, to: files.database.count, by: 700) {
            let found = Set(try files.scan(database: Array(files.database[..<length])))
            #expect(found.isSuperset(of: clean[..<(length / 1_024)].joined()))
            #expect(found.isSuperset(of: clean[pages...].joined()))
        }
    }

    @Test func `memory stays bounded when every cell claims the same long overflow chain`() throws {
        let files = try SalvageFiles(pageSize: 1_024, events: 10)
        // Eight cells of 1 MiB each, all on a chain of one page that leads to itself.
        let number = UInt8(files.database.count / 1_024 + 2)
        var page = [UInt8](repeating: 0, count: 1_024)
        page[0] = 0x0D
        page[4] = 8
        let cell: [UInt8] = [0xC0, 0x80, 0x00, 0x07, 0x06, 0x00, 0x81, 0x80, 0x80, 0x00]
        for index in 0..<8 {
            let offset = 1_024 - (index + 1) * 112
            page.replaceSubrange(
                8 + 2 * index..<10 + 2 * index,
                with: [UInt8(offset >> 8), UInt8(offset & 0xFF)]
            )
            page.replaceSubrange(offset..<offset + cell.count, with: cell)
            page.replaceSubrange(offset + 107..<offset + 111, with: [0, 0, 0, number])
        }
        let database = files.database + page + [0, 0, 0, number] + [UInt8](repeating: 9, count: 1_020)
        let pages = try files.scanByPage(database: database, log: [])
        let bytes = pages.joined().reduce(0) { $0 + $1.columns.reduce(0) { $0 + $1.size } }
        #expect((1 << 20...5 << 20).contains(bytes))
    }
}

extension [UInt8] {
    /// The same bytes with zeros in a range.
    fileprivate func replacing(_ range: Range<Int>) -> [UInt8] {
        var copy = self
        copy.replaceSubrange(range, with: repeatElement(0, count: range.count))
        return copy
    }
}

extension PageScanner.Column {
    fileprivate var size: Int { if case .blob(let bytes) = self { bytes.count } else { 0 } }
}
