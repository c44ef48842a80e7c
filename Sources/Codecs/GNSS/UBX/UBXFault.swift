/// Why a sound UBX frame gave nothing.
package enum UBXFault: String, Error, CaseIterable, Sendable {
    /// Its payload has no known layout or a value out of range.
    case malformed
    /// A message that is not read.
    case unsupported
}
