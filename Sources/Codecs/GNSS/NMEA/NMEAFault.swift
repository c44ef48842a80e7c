/// Why a line gave nothing.
package enum NMEAFault: String, Error, CaseIterable, Sendable {
    case checksum
    /// The sentence ends without a checksum, and the policy asks for one.
    case unchecked
    case malformed
    /// A sound sentence of a kind that is not read.
    case unsupported
}
