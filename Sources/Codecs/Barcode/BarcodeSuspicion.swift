/// A separator that seems lost: one value would also read as a shorter value with further elements behind it.
package struct BarcodeSuspicion: Sendable, Hashable {
    /// The element whose value would be cut.
    package var element: Int
    /// How many bytes of the value would be left to it.
    package var count: Int
    /// The field that would follow.
    package var next: BarcodeField
}
