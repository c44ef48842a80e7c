package import Codecs
package import FieldModel
package import LinuxIO

/// How a receiver is to be set up: what one file of `firmware-config/ublox` says.
package struct ReceiverPlan: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        /// As the file names it, such as `rate.measurement_ms`.
        package let name: String
        package let setting: UBXSetting
    }

    /// For receivers of these only; empty for all.
    package var generations: [UBXReceiver.Generation] = []
    package var layers: [UBXConfigMessage.Layer] = [.ram, .bbr]
    /// What a receiver's firmware need not know, by key.
    package var mayLack: Set<UBXConfigKey> = []
    /// Each key once.
    package var entries: [Entry] = []

    /// The baud rates that the file sets: a receiver that was set up before answers at one of them.
    package var rates: [SerialSettings.Baud] {
        entries.filter { $0.name.hasSuffix(".baud") }
            .compactMap { SerialSettings.Baud(rawValue: UInt32(clamping: $0.setting.bits)) }
    }

    /// Names and values, the latter as TOML.
    package var json: JSONValue {
        .object([
            ("ok", .bool(true)),
            (
                "settings",
                .array(
                    entries.map {
                        .object([
                            ("name", .string($0.name)), ("key", .string($0.setting.key.description)),
                            ("value", .string(Self.text($0.setting))),
                        ])
                    }
                )
            ),
        ])
    }

    /// As a file would name an item.
    static func name(of key: UBXConfigKey) -> String {
        ReceiverField.field(key)?.name ?? "values.\(UBXConfigItem.item(key)?.name ?? key.description)"
    }

    /// A value as TOML.
    static func text(_ setting: UBXSetting) -> String {
        if let field = ReceiverField.field(setting.key), let text = field.text(setting) { return text }
        switch UBXConfigItem.item(setting.key)?.kind {
        case .signed: return String(setting.signed)
        case .real where setting.real.isFinite: return String(setting.real)
        case _ where setting.key.isBit: return setting.bits == 1 ? "true" : "false"
        default:
            return setting.bits <= UInt64(Int64.max)
                ? String(setting.bits) : "\"0x\(String(setting.bits, radix: 16))\""
        }
    }
}

extension ReceiverField {
    /// A value as this field's TOML; `nil` when the field cannot say it.
    func text(_ setting: UBXSetting) -> String? {
        switch form {
        case .flag: return setting.bits == 1 ? "true" : "false"
        case .number(let range):
            let number = item.kind == .signed ? setting.signed : Int64(clamping: setting.bits)
            return Int(exactly: number).flatMap { range.contains($0) ? String($0) : nil }
        case .choice(let choices):
            guard let name = choices.first(where: { $0.value == setting.bits })?.name else { return nil }
            return key == "baud" ? name : "\"\(name)\""
        }
    }
}
