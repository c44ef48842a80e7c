/// One life of a coordinator's store. Nodes that see another one send again everything that they keep.
package struct Incarnation: Sendable, Equatable {
    /// 16 random bytes.
    package let bytes: [UInt8]
    /// Unix milliseconds; `nil` where the database is of a version that did not note it.
    package let since: Int64?
    package let cause: Cause

    /// Why it began.
    package enum Cause: String, Sendable, CaseIterable {
        /// The first database of this coordinator here.
        case created
        /// The database was gone, and its witness was not.
        case gone
        /// The database came from `backup`, by `restore` or by hand.
        case restored
        /// The database lacks commits that its witness knows: an older copy, or a lost tail.
        case older
        /// Database and witness are of different lives.
        case mismatched
        /// The database has no witness that can be read.
        case unwitnessed
        /// SQLite could not read the database, and it was set aside.
        case damaged
    }
}
