/// What is wrong with a symbol, and where.
package struct BarcodeError: Error, Sendable, Equatable {
    /// Raw values are those of the contract of `budkavle decode barcode`.
    package enum Reason: String, Sendable, CaseIterable {
        case unknownAI = "unknown_ai"
        case length
        case tooLong = "too_long"
        case emptyValue = "empty_value"
        case charset
        case checkDigit = "check_digit"
        case date
        case time
        case content
        case missingRequired = "missing_required"
        case excludedPair = "excluded_pair"
        case duplicateConflict = "duplicate_conflict"
        case digitalLink = "dl"
        case symbology
        case hibcCheck = "hibc_check"
        case hibcShort = "hibc_short"
        case hibcDate = "hibc_date"
        case hibcLink = "hibc_link"
        case hibcCharset = "hibc_charset"
        case hibcLIC = "hibc_lic"
        case isbtIdentifier = "isbt_di"
        case isbtLength = "isbt_length"
        case isbtDate = "isbt_date"
        case isbtCompound = "isbt_compound"
        case isbtCheck = "isbt_check"
        case pznCheck = "pzn_check"
        case ppnCheck = "ppn_check"
        /// The line of a stream that should hold scans holds none.
        case input
    }

    package let reason: Reason
    /// The field, once it was recognised.
    package let field: BarcodeField?
    /// Counts bytes of the raw input from 0, AIM id included; `nil` where the whole symbol is meant.
    package let position: Int?

    package init(_ reason: Reason, _ field: BarcodeField? = nil, position: Int? = nil) {
        self.reason = reason
        self.field = field
        self.position = position
    }
}
