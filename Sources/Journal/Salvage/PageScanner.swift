struct PageScanner {
    enum Column { case null, int(Int64), blob([UInt8]), text(String), real }
    struct Row { var id: Int64?; var columns: [Column] }
    var position = 0
    init(database: String) throws(JournalError) {}
    mutating func next(pages: Int) throws(JournalError) -> [Row]? { nil }
}
