package import FieldModel
internal import SwiftProtobuf

extension Event {
    /// No event of any kind has more bytes.
    package static let maximumBytes = 32_768

    /// The bytes that stand for this event for ever: fields in order, defaults omitted.
    ///
    /// - Throws: `.unknownKind` for a body that this version does not know, `.outOfRange` for a value that no
    ///   reader would take.
    package func canonicalBytes() throws(WireError) -> [UInt8] {
        if let bytes = directBytes { return bytes }
        let bytes: [UInt8]
        do {
            bytes = try PBEvent(self).serializedBytes()
        } catch let error as WireError {
            throw error
        } catch {
            throw .malformed
        }
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        return bytes
    }

    /// Reads canonical bytes. Fields that this version does not know are passed over, and a kind that it does not know
    /// gives `Body.unknown`: keep the bytes beside the value.
    package init(canonicalBytes bytes: [UInt8]) throws(WireError) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        let message: PBEvent
        do {
            message = try PBEvent(serializedBytes: bytes)
        } catch {
            throw .malformed
        }
        try self.init(message)
    }

    package init(_ wire: PBEvent) throws(WireError) {
        guard let source = wire.source.isEmpty ? .agent : SourceID(rawValue: wire.source) else {
            throw .outOfRange("source")
        }
        self.init(
            instant: BootInstant(boot: wire.boot, milliseconds: wire.timeMs),
            source: source,
            label: try InformationLabel(wire: wire.label, "label"),
            isExercise: wire.exercise,
            corrects: wire.hasCorrects ? try EventIdentity(wire.corrects) : nil,
            body: try Body(wire.body)
        )
    }
}

extension PBEvent {
    package init(_ event: Event) throws(WireError) {
        self.init()
        boot = event.instant.boot
        timeMs = event.instant.milliseconds
        if event.source != .agent { source = event.source.rawValue }
        label = event.label.wire
        exercise = event.isExercise
        if let identity = event.corrects { corrects = PBIdentity(identity) }
        body = try OneOf_Body(event.body)
    }
}

extension Body {
    init(_ wire: PBEvent.OneOf_Body?) throws(WireError) {
        self =
            switch wire {
            case .alarm(let wire): .alarm(try Alarm(wire))
            case .unitProfile(let wire): .unitProfile(try UnitProfile(wire))
            case .missionStatus(let wire): .missionStatus(try MissionStatus(wire))
            case .patientMovement(let wire): .patientMovement(try PatientMovement(wire))
            case .patientLoad(let wire): .patientLoad(try PatientLoad(wire))
            case .census(let wire): .census(try Census(wire))
            case .movementRequest(let wire): .movementRequest(try PatientMovementRequest(wire))
            case .stockMovement(let wire): .stockMovement(try StockMovement(wire))
            case .excursion(let wire): .excursion(try Excursion(wire))
            case .fix(let wire): .fix(try Fix(wire))
            case .sample(let wire): .sample(try Sample(wire))
            case .health(let wire): .health(try DeviceHealth(wire))
            case nil: .unknown
            }
    }
}

extension PBEvent.OneOf_Body {
    init(_ body: Body) throws(WireError) {
        self =
            switch body {
            case .alarm(let alarm): .alarm(PBAlarm(alarm))
            case .unitProfile(let profile): .unitProfile(try PBUnitProfile(profile))
            case .missionStatus(let status): .missionStatus(try PBMissionStatus(status))
            case .patientMovement(let movement): .patientMovement(try PBPatientMovement(movement))
            case .patientLoad(let load): .patientLoad(try PBPatientLoad(load))
            case .census(let census): .census(try PBCensus(census))
            case .movementRequest(let request): .movementRequest(try PBMovementRequest(request))
            case .stockMovement(let movement): .stockMovement(try PBStockMovement(movement))
            case .excursion(let excursion): .excursion(try PBExcursion(excursion))
            case .fix(let fix): .fix(try PBFix(fix))
            case .sample(let sample): .sample(PBSample(sample))
            case .health(let health): .health(try PBDeviceHealth(health))
            case .unknown: throw .unknownKind
            }
    }
}

extension EventIdentity {
    package init(_ wire: PBIdentity) throws(WireError) {
        try require(wire.offset < offsetLimit, "offset")
        self.init(
            node: NodeID(wire.node),
            epoch: Epoch(rawValue: wire.epoch),
            stream: try Stream(wire: wire.stream, "stream"),
            offset: wire.offset
        )
    }
}

extension PBIdentity {
    package init(_ identity: EventIdentity) {
        self.init()
        node = identity.node.rawValue
        epoch = identity.epoch.rawValue
        stream = identity.stream.wire
        offset = identity.offset
    }
}
