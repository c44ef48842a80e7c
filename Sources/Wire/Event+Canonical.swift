import FieldModel

/// Canonical bytes of the kinds that come often, without a protobuf message in between.
extension Event {
    /// The bytes that `PBEvent` would write; `nil` for a kind that only it writes, and for values that it would refuse.
    var directBytes: [UInt8]? {
        guard corrects == nil, body.isWrittenDirectly else { return nil }
        var writer = CanonicalWriter()
        writer.number(1, instant.boot)
        writer.number(2, instant.milliseconds)
        if source != .agent { writer.text(3, source.rawValue) }
        writer.number(4, label.rawValue)
        if isExercise { writer.entered(5, UInt8(1)) }
        switch body {
        case .patientMovement(let movement): writer.message(19) { movement.write(to: &$0) }
        case .patientLoad(let load): writer.message(20) { load.write(to: &$0) }
        case .stockMovement(let movement): writer.message(23) { movement.write(to: &$0) }
        case .fix(let fix): writer.message(25) { fix.write(to: &$0) }
        default: return nil
        }
        return writer.bytes
    }
}

extension Body {
    /// Whether the values are such as `PBEvent` takes; what is doubtful is left to it.
    fileprivate var isWrittenDirectly: Bool {
        switch self {
        case .patientMovement(let movement): (try? movement.validate()) != nil
        case .patientLoad(let load): load.isPlausible
        case .stockMovement(let movement): (try? movement.validate()) != nil
        case .fix(let fix): (try? fix.validate()) != nil
        default: false
        }
    }
}

extension PatientLoad {
    fileprivate var isPlausible: Bool {
        func isPlausible(_ axis: [UInt32]?, _ categories: Int) -> Bool {
            axis.map { $0.count == categories && $0.allSatisfy { $0 <= Self.maximumCount } } ?? true
        }
        return foldedThrough <= offsetLimit && total <= Self.maximumCount
            && isPlausible(triage, Triage.allCases.count) && isPlausible(mobility, Mobility.allCases.count)
            && isPlausible(evacuation, EvacuationPriority.allCases.count)
    }

    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.number(1, foldedThrough)
        writer.number(2, total)
        writer.packed(3, triage)
        writer.packed(4, mobility)
        writer.packed(5, evacuation)
        if isOverCapacity { writer.entered(6, UInt8(1)) }
        if isDeclared { writer.entered(7, UInt8(1)) }
    }
}

extension PatientMovement {
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.number(1, action.rawValue)
        writer.text(2, tag?.rawValue)
        writer.number(3, triage?.rawValue ?? 0)
        writer.number(4, evacuation?.rawValue ?? 0)
        if let acuity {
            writer.message(5) {
                $0.text(1, acuity.system.rawValue)
                $0.text(2, acuity.value.rawValue)
            }
        }
        writer.number(6, mobility?.rawValue ?? 0)
        writer.number(7, dependency ?? 0)
        if let affiliation {
            writer.message(8) {
                $0.number(1, affiliation.kind.rawValue)
                $0.text(2, affiliation.country?.rawValue)
            }
        }
        if let needs { writer.entered(9, needs.rawValue) }
    }
}

extension StockMovement {
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.number(1, action.rawValue)
        writer.message(2) {
            $0.number(1, key.item.system.rawValue)
            $0.text(2, key.item.code.rawValue)
            $0.text(3, key.lot?.rawValue)
            $0.number(4, key.expiry?.rawValue ?? 0)
            $0.text(5, key.location.gln?.rawValue)
            $0.text(6, key.location.bin?.rawValue)
        }
        writer.signed(3, delta)
        writer.text(4, serial?.rawValue)
        writer.text(5, logisticUnit?.rawValue)
        writer.text(6, orderReference?.rawValue)
        writer.text(7, reason?.rawValue)
        writer.text(8, actor?.rawValue)
        writer.text(9, witness?.rawValue)
        if let balanceAfter { writer.enteredSigned(10, balanceAfter) }
    }
}

extension Fix {
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.signed(1, Int64(latitude))
        writer.signed(2, Int64(longitude))
        writer.number(3, source.rawValue)
        writer.number(4, integrity.rawValue)
        if let accuracy { writer.entered(5, accuracy) }
        if let speed { writer.entered(6, speed) }
        if let course { writer.entered(7, course) }
        writer.number(8, age)
        writer.number(9, jamming.rawValue)
        writer.number(10, spoofing.rawValue)
    }
}
