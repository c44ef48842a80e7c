/// Why bytes are not a value, or why a value has no bytes.
package enum WireError: Error, Equatable {
    /// Not a protocol buffer message, or one cut short.
    case malformed
    /// More bytes than any honest message of its kind has.
    case tooLarge
    /// This field, named as in the schema, has a value outside its range.
    case outOfRange(String)
    /// The kind of the event is not known here, so that only its original bytes can be passed on.
    case unknownKind
}
