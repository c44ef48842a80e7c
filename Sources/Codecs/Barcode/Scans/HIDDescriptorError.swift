/// Why a report descriptor cannot be used.
package enum HIDDescriptorError: String, Error, Sendable, CaseIterable {
    case truncated
    /// The descriptor or one of its reports is longer than 4,096 bytes.
    case tooLong = "too_long"
    case tooManyFields = "too_many_fields"
    /// Collections or pushes within each other.
    case tooDeep = "too_deep"
    /// An end without a beginning, or the reverse.
    case unbalanced
    /// A report number beyond 1...255.
    case badReport = "bad_report"
}
