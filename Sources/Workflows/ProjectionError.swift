/// Why a row could not be folded or read.
package enum ProjectionError: Error, Equatable {
    /// The bytes of the row are none that this module wrote.
    case corrupt
    /// The event does not touch the row of this name.
    case foreign(String)
    /// The event holds a value that no reader would take.
    case invalidEvent
}
