/// What is wrong inside one value, at an index of the bytes that hold it.
struct GS1Fault: Error, Equatable {
    var reason: BarcodeError.Reason
    var index: Int
}
