import FieldModel
import Workflows

extension LedgerEngine {
    /// `GET /v1/nodes`: every node with what it says of itself.
    func nodeList(at now: Int64) throws(LedgerError) -> JSONValue {
        var list: [JSONValue] = []
        for node in knownNodesInOrder {
            let profile = try snapshot(UnitProfile.self, of: node.id, "profile")?.value
            let mission = try snapshot(MissionStatus.self, of: node.id, "mission")
            let health = try snapshot(DeviceHealth.self, of: node.id, "health")
            var alarms: [JSONValue] = []
            for kind in Alarm.Kind.allCases {
                let alarm = try snapshot(Alarm.self, of: node.id, "alarm/" + kind.name)
                if alarm?.value.isActive == true { alarms.append(.string(kind.name)) }
            }
            list.append(
                .object([
                    ("node", .integer(node.id.rawValue)), ("call_sign", .string(node.callSign)),
                    ("kind", .optional(profile?.kind.name)), ("type", .optional(profile?.type)),
                    ("owner", .optional(profile?.owner)), ("region", .optional(profile?.region)),
                    ("capacity", profile?.capacity.json ?? .null), ("alarms", .array(alarms)),
                    ("mission", .optional(mission?.value.state.name)),
                    ("health", health?.value.json ?? .null),
                    ("added", .string(UTCTime(node.added).text)),
                    ("revoked", .optional(node.revoked.map { UTCTime($0).text })),
                    ("last_contact", .optional(node.contact.map { UTCTime($0).text })),
                    ("contact_age_s", .optional(node.contact.map { max(0, now &- $0) / 1_000 })),
                ])
            )
        }
        return .object([("nodes", .array(list))])
    }
}

extension MissionStatus.State {
    /// As in the unit's own words, with underscores.
    var name: String {
        switch self {
        case .enroutePickup: "enroute_pickup"
        case .atPickup: "at_pickup"
        case .enrouteDestination: "enroute_destination"
        case .atDestination: "at_destination"
        case .offDuty: "off_duty"
        default: String(describing: self)
        }
    }
}

extension DeviceHealth {
    var json: JSONValue {
        .object([
            ("on_mains", .optional(onMains)), ("ignition", .optional(ignition)),
            ("battery_mv", .optional(battery)), ("links_up", .optional(linksUp)),
            ("unsent_events", .optional(unsentEvents)), ("oldest_unsent_s", .optional(oldestUnsent)),
            ("storage_used_percent", .optional(storageUsed)), ("clock", .optional(clock?.name)),
            ("battery_percent", .optional(batteryPercent)), ("temperature_c", .optional(temperature)),
            ("flash_worn_percent", .optional(flashWorn)), ("flash_warning", .optional(flashWarning?.name)),
            ("memory_free_mib", .optional(memoryFree)), ("doors_open", .optional(doorsOpen)),
            ("stretchers_latched", .optional(stretchersLatched)), ("tampered", .optional(isTampered)),
            ("load_questioned", .optional(isLoadQuestioned)),
        ])
    }
}
