/// Where the newest sound image of each page stands in a write-ahead log.
///
/// The checksum of a frame goes on from that of the frame before. Checked against what the frame before says of itself, damage
/// costs its own frame and not, as in SQLite, all that follow. Source: sqlite.org/fileformat2.html, section 4.
struct LogIndex {
    static let headerSize = 32
    private static let frameHeaderSize = 24
    /// Pages that are remembered: what bounds memory. A log of a journal has a few thousand frames.
    private static let limit = 1 << 16

    private struct Checksum: Equatable {
        var first: UInt32
        var second: UInt32
    }

    let pageSize: Int
    let frames: Int
    /// Frames that were looked at.
    private(set) var position = 0
    private let file: PageFile
    private let isBigEndian: Bool
    private var salts: [UInt8]?
    private var previous: Checksum?
    private var images: [UInt32: Int] = [:]

    /// - Parameters:
    ///   - file: The log.
    ///   - pageSize: That of the database, for a log whose header is damaged.
    init(_ file: PageFile, pageSize: Int) {
        self.file = file
        let size = Self.pageSize(file) ?? pageSize
        self.pageSize = size
        let frame = Self.frameHeaderSize + size
        frames = max(0, file.size - Self.headerSize - Self.frameHeaderSize + frame - 1) / frame
        guard let header = file.bytes(at: 0, count: Self.headerSize) else {
            isBigEndian = false
            return
        }
        let magic = header.word(at: 0)
        isBigEndian = magic == 0x377F_0683
        let checksum = Checksum(first: header.word(at: 24), second: header.word(at: 28))
        var sum = Checksum(first: 0, second: 0)
        add(header, 0..<24, to: &sum)
        if magic & ~1 == 0x377F_0682, sum == checksum {
            salts = Array(header[16..<24])
            previous = checksum
        }
    }

    /// What the header of a log says, if it can be.
    static func pageSize(_ file: PageFile) -> Int? {
        guard let header = file.bytes(at: 0, count: headerSize), header.word(at: 0) & ~1 == 0x377F_0682 else {
            return nil
        }
        let size = Int(header.word(at: 8))
        return (512...65_536).contains(size) && size.nonzeroBitCount == 1 ? size : nil
    }

    /// Where the page of a frame begins.
    func offset(of frame: Int) -> Int { Self.offset(of: frame, pageSize: pageSize) }

    static func offset(of frame: Int, pageSize: Int) -> Int {
        headerSize + frame * (frameHeaderSize + pageSize) + frameHeaderSize
    }

    /// The number that a frame gives its page.
    func number(of frame: Int) -> UInt32? {
        file.bytes(at: offset(of: frame) - Self.frameHeaderSize, count: 4)?.word(at: 0)
    }

    func image(of page: UInt32) -> Int? { images[page] }

    /// Looks at so many further frames.
    ///
    /// - Parameters:
    ///   - count: How many at most.
    ///   - pages: Pages of the database file. One beyond them has no other image than a damaged one, so that is kept.
    mutating func advance(_ count: Int, pages: Int) {
        for frame in position..<min(position + count, frames) {
            position = frame + 1
            let start = offset(of: frame) - Self.frameHeaderSize
            guard let bytes = file.bytes(at: start, count: Self.frameHeaderSize + pageSize) else { continue }
            let page = bytes.word(at: 0)
            let saltsHere = Array(bytes[8..<16])
            let checksum = Checksum(first: bytes.word(at: 16), second: bytes.word(at: 20))
            let isProven = previous.map { self.checksum(of: bytes, after: $0) == checksum } ?? false
            // Nothing tells whether the first frame is sound when the header is damaged; mostly it is.
            let isSound = isProven || previous == nil
            previous = checksum
            guard salts ?? saltsHere == saltsHere, page > 0 else { continue }
            if isProven { salts = saltsHere }
            guard isSound || images[page] == nil && page > pages else { continue }
            if images[page] != nil || images.count < Self.limit { images[page] = offset(of: frame) }
        }
    }

    private func checksum(of frame: [UInt8], after previous: Checksum) -> Checksum {
        var sum = previous
        add(frame, 0..<8, to: &sum)
        add(frame, Self.frameHeaderSize..<frame.count, to: &sum)
        return sum
    }

    private func add(_ bytes: [UInt8], _ range: Range<Int>, to sum: inout Checksum) {
        bytes.withUnsafeBytes { bytes in
            for index in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                sum.first &+= word(bytes, index) &+ sum.second
                sum.second &+= word(bytes, index + 4) &+ sum.first
            }
        }
    }

    private func word(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt32 {
        let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)
        return isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word)
    }
}
