package import FieldModel

/// How far the journal had to go to stay within its room, mildest first.
package enum StorageLevel: UInt8, CaseIterable, Comparable, Sendable {
    case ok
    /// Track, climate and health that were delivered are being removed.
    case sacrificing
    /// Track, climate and health that were not delivered are being thinned.
    case thinning
    /// Alarms, patients and stock that were delivered are being removed.
    case retiring
    /// New track and climate are refused.
    case refusingRoutine
    /// What is left is for alarms and patients; everything else is refused.
    case reserve
    /// The last alarm or patient did not fit into the quota.
    case full
    /// The last alarm or patient did not fit onto the file system.
    case diskFull

    package var name: String {
        switch self {
        case .ok: "ok"
        case .sacrificing: "sacrificing"
        case .thinning: "thinning"
        case .retiring: "retiring"
        case .refusingRoutine: "refusing_routine"
        case .reserve: "reserve"
        case .full: "full"
        case .diskFull: "disk_full"
        }
    }

    /// Whether new events of a stream are turned away. Alarms and patients never are: they fail when there is no room.
    package func refuses(_ stream: FieldModel.Stream) -> Bool {
        switch stream {
        case .alarm, .patients: false
        case .stock, .node: self >= .reserve
        case .track, .climate: self >= .refusingRoutine
        }
    }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What the journal takes, may take and had to give up.
package struct StorageStatus: Sendable, Equatable {
    /// Bytes that database, log, ballast and marks may take together.
    package var quota: Int64
    /// Bytes that they take, pages that the database has free not counted.
    package var used: Int64
    package var level: StorageLevel
    /// The file system leaves less than the quota.
    package var isDiskShort: Bool
    /// Whether the ballast is there, from which room is made on a full disk.
    package var hasBallast: Bool
    /// Events turned away since the agent started.
    package var refused: [FieldModel.Stream: UInt64]
    /// In how many days new events are refused if nothing is delivered meanwhile; `nil` when that is not known or not to come.
    package var daysLeft: Double?
    /// Offsets that no longer exist.
    package var gaps: [GapTotal]

    package struct GapTotal: Sendable, Equatable {
        package var stream: FieldModel.Stream
        package var reason: Gap.Reason
        package var offsets: UInt64
    }
}
