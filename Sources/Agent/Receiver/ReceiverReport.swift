package import Codecs
package import FieldModel

/// What was found, and what was done about it.
package struct ReceiverReport: Sendable, Equatable {
    package struct Difference: Sendable, Equatable {
        package let name: String
        /// As TOML.
        package let wanted: String
        /// `nil` where the layer holds nothing.
        package let found: String?
    }

    package struct Layer: Sendable, Equatable {
        package let layer: UBXConfigMessage.Layer
        package var differences: [Difference] = []
        package var isWritten = false
        /// False for what a receiver of generation 8 has saved.
        package var isReadable = true
    }

    package let receiver: UBXReceiver
    /// The rate at which it answers now.
    package var baud: UInt32
    package var layers: [Layer] = []
    /// What its firmware does not know and need not know.
    package var lacking: [String] = []
    /// How many values were compared.
    package var count = 0

    /// Whether everything that can be seen was, or is now, as the plan says.
    package var isRight: Bool { layers.allSatisfy { $0.isWritten || $0.differences.isEmpty } }

    package var text: String {
        var lines = ["receiver: \(receiver.software), hardware \(receiver.hardware), \(baud) baud"]
        for layer in layers {
            let name = layer.layer.name
            if !layer.isReadable {
                lines.append("\(name): \(layer.isWritten ? "saved" : "cannot be read from this receiver")")
            } else if layer.differences.isEmpty {
                lines.append("\(name): all \(count) as the file says")
            } else {
                lines.append(
                    "\(name): \(layer.differences.count) of \(count) \(layer.isWritten ? "changed" : "differ")"
                )
                lines += layer.differences.map { "  \($0.name): \($0.found ?? "not set") → \($0.wanted)" }
            }
        }
        if !lacking.isEmpty { lines.append("not known to this firmware: " + lacking.joined(separator: ", ")) }
        return lines.joined(separator: "\n") + "\n"
    }

    package var json: JSONValue {
        .object([
            ("ok", .bool(isRight)),
            ("software", .string(receiver.software)),
            ("hardware", .string(receiver.hardware)),
            ("generation", .optional(receiver.generation?.rawValue)),
            ("baud", .integer(baud)),
            ("compared", .integer(count)),
            (
                "layers",
                .array(
                    layers.map { layer in
                        .object([
                            ("layer", .string(layer.layer.name)),
                            ("readable", .bool(layer.isReadable)),
                            ("written", .bool(layer.isWritten)),
                            (
                                "differences",
                                .array(
                                    layer.differences.map {
                                        .object([
                                            ("name", .string($0.name)), ("wanted", .string($0.wanted)),
                                            ("found", .optional($0.found)),
                                        ])
                                    }
                                )
                            ),
                        ])
                    }
                )
            ),
            ("lacking", .array(lacking.map { .string($0) })),
        ])
    }
}
