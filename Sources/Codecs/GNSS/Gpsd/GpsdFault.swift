/// Why an object of gpsd's protocol gave nothing.
package enum GpsdFault: String, Error, CaseIterable, Sendable {
    /// No JSON, or a value out of range.
    case malformed
    /// A class that is not read.
    case unsupported
    /// gpsd speaks another major version of its protocol than 3.
    case version
    /// gpsd answered with an error.
    case refused
}
