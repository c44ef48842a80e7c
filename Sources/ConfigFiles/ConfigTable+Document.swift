extension ConfigTable {
    /// The most bytes that a file may have.
    package static let maximumBytes = 256 * 1024

    /// The table that a whole document is.
    ///
    /// - Throws: the first syntax fault with its line.
    package convenience init(document bytes: [UInt8], log: FaultLog) throws(ConfigFault) {
        guard case .table(let entries) = try ConfigNode(document: bytes).value else {
            throw ConfigFault(line: nil, key: "", message: "not a TOML document")
        }
        self.init(name: "", line: nil, entries: entries, log: log)
    }

    /// Notes every table whose value of a key an earlier table has already.
    package static func noteRepeated(
        _ key: String,
        in tables: [ConfigTable],
        normalise: (String) -> String = { $0 }
    ) {
        var first: [String: ConfigTable] = [:]
        for table in tables {
            guard let text = table.text(key).map(normalise) else { continue }
            if let earlier = first[text] {
                let place = earlier.line.map { " on line \($0)" } ?? ""
                table.fault(key, "the \(table.name)\(place) has the same \(key)")
            } else {
                first[text] = table
            }
        }
    }
}
