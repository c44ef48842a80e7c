/// What is wrong with an element string, and where.
package struct GS1Error: Error, Sendable, Equatable {
    package enum Reason: String, Sendable, CaseIterable {
        case empty
        case unknownAI = "unknown_ai"
        case length
        case charset
        case checkDigit = "check_digit"
        case date
        /// A key that occurs twice with different values.
        case conflict
    }

    package let reason: Reason
    /// The application identifier, once it was recognised.
    package let ai: String?
    /// Counts bytes of the raw input from 0, AIM id included.
    package let position: Int

    package init(_ reason: Reason, ai: String? = nil, position: Int) {
        self.reason = reason
        self.ai = ai
        self.position = position
    }
}
