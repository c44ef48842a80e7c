package import FieldModel
internal import Wire

/// A kind of event of which only the newest counts.
package protocol SnapshotValue: Sendable, Equatable {
    init?(body: Body)
}

/// The newest event of one kind.
package struct Snapshot<Value: SnapshotValue>: Sendable, Equatable {
    package let stamp: Stamp
    package let event: Event
    package let value: Value

    package var instant: BootInstant { event.instant }
    package var isExercise: Bool { event.isExercise }

    package init(decoding bytes: [UInt8]) throws(ProjectionError) {
        let row = try SnapshotRow(decoding: bytes)
        guard let value = Value(body: row.event.body) else { throw .corrupt }
        stamp = row.stamp
        event = row.event
        self.value = value
    }
}

package typealias FixState = Snapshot<Fix>
package typealias LoadState = Snapshot<PatientLoad>
package typealias CensusState = Snapshot<Census>
package typealias MissionState = Snapshot<MissionStatus>
package typealias ProfileState = Snapshot<UnitProfile>
package typealias HealthState = Snapshot<DeviceHealth>
package typealias AlarmState = Snapshot<Alarm>

/// The row behind a `Snapshot`, whatever its kind.
struct SnapshotRow: ProjectionRow {
    var stamp: Stamp
    var event: Event

    init(stamp: Stamp, event: Event) {
        self.stamp = stamp
        self.event = event
    }

    init(decoding bytes: [UInt8]) throws(ProjectionError) {
        let row = try PBSnapshotRow(row: bytes)
        stamp = Stamp(epoch: Epoch(rawValue: row.epoch), offset: row.offset)
        do {
            event = try Event(row.event)
        } catch {
            throw .corrupt
        }
    }

    func encoded() -> [UInt8] {
        var row = PBSnapshotRow()
        row.epoch = stamp.epoch.rawValue
        row.offset = stamp.offset
        if let event = try? PBEvent(event) { row.event = event }
        return row.rowBytes
    }
}

extension Fix: SnapshotValue {
    package init?(body: Body) {
        guard case .fix(let value) = body else { return nil }
        self = value
    }
}

extension PatientLoad: SnapshotValue {
    package init?(body: Body) {
        guard case .patientLoad(let value) = body else { return nil }
        self = value
    }
}

extension Census: SnapshotValue {
    package init?(body: Body) {
        guard case .census(let value) = body else { return nil }
        self = value
    }
}

extension MissionStatus: SnapshotValue {
    package init?(body: Body) {
        guard case .missionStatus(let value) = body else { return nil }
        self = value
    }
}

extension UnitProfile: SnapshotValue {
    package init?(body: Body) {
        guard case .unitProfile(let value) = body else { return nil }
        self = value
    }
}

extension DeviceHealth: SnapshotValue {
    package init?(body: Body) {
        guard case .health(let value) = body else { return nil }
        self = value
    }
}

extension Alarm: SnapshotValue {
    package init?(body: Body) {
        guard case .alarm(let value) = body else { return nil }
        self = value
    }
}
