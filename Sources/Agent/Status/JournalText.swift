import Exchange
package import FieldModel
package import Journal
import Wire

/// JSON of `budkavle journal stat|list|verify`, whether the agent answers or the file is opened directly.
package enum JournalText {
    package static func stat(_ status: JournalStatus) -> String {
        let streams = status.streams.map { stream in
            JSONValue.object([
                ("stream", .string(stream.stream.name)),
                ("epoch", .string(stream.epoch.description)),
                ("next", .integer(stream.next)),
                ("unsent", .integer(stream.unsent)),
            ])
        }
        return JSONValue.object([
            ("epoch", .string(status.epoch.description)),
            ("streams", .array(streams)),
            ("database_bytes", .integer(status.databaseBytes)),
            ("wal_bytes", .integer(status.walBytes)),
            ("fold_failures", .integer(status.foldFailures)),
        ]).text
    }

    /// One event a line: its place, what kind it is, and its canonical bytes.
    package static func list(_ events: [StoredEvent]) -> String {
        events.map { stored in
            // Unknown kinds are listed too; their bytes say what they are to who knows them.
            let event = try? Event(canonicalBytes: stored.bytes)
            return JSONValue.object([
                ("epoch", .string(stored.identity.epoch.description)),
                ("stream", .string(stored.identity.stream.name)),
                ("offset", .integer(stored.identity.offset)),
                ("boot", .optional(event?.instant.boot)),
                ("time_ms", .optional(event?.instant.milliseconds)),
                ("source", .optional(event?.source.rawValue)),
                ("kind", .optional(event?.body.name)),
                ("bytes", .string(Hex.encode(stored.bytes))),
            ]).text
        }.joined(separator: "\n")
    }

    package static func verify(_ result: Verification) -> String {
        JSONValue.object([
            ("ok", .bool(result.isSound)),
            ("events", .integer(result.events)),
            ("projections", .integer(result.projections)),
            (
                "gaps",
                .object(
                    result.gaps.sorted { $0.key.rawValue < $1.key.rawValue }
                        .map { ($0.key.name, .integer($0.value)) }
                )
            ),
            ("faults", .array(result.faults.map { .string($0) })),
        ]).text
    }
}
