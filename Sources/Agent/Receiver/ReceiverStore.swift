import Codecs

/// The settings of a receiver, as its generation keeps them.
protocol ReceiverStore: Sendable {
    /// Layers whose content it shows.
    var readable: [UBXConfigMessage.Layer] { get }

    /// The values of these keys, without those that the layer does not hold.
    func read(
        _ keys: [UBXConfigKey],
        from layer: UBXConfigMessage.Layer,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) -> [UBXConfigKey: UBXSetting]

    /// All values of a layer.
    func readAll(
        from layer: UBXConfigMessage.Layer,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) -> [UBXSetting]

    /// Writes values; what the receiver does not acknowledge is a fault.
    func write(
        _ entries: [ReceiverPlan.Entry],
        to layer: UBXConfigMessage.Layer,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault)

    /// Writes one value after which the line may run at another rate, so that no answer proves anything.
    func writeRate(_ entry: ReceiverPlan.Entry, over line: inout ReceiverLine) async throws(ReceiverFault)
}
