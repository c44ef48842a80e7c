package import FieldModel

extension PositionKeeper {
    /// How a place that contradicts the held one came to be believed after all.
    private enum Victory {
        /// What was held had been seen too shortly.
        case overWeak
        case overStrong
        /// The wheels must be wrong too.
        case overWheels
    }

    /// Milliseconds and epochs that a place must persist which contradicts the held one.
    private enum Persistence {
        static let overWeak: (UInt64, epochs: Int) = (10_000, 10)
        static let unseen: (UInt64, epochs: Int) = (300_000, 20)
        static let rolling: UInt64 = 120_000
        /// Metres that wheels and places must agree over.
        static let rolled = 1_000.0
        static let standing: UInt64 = 1_800_000
        static let carried: UInt64 = 300_000
        /// Metres per second; what creeps away from a standing unit is a lie, what drives away may be a ferry.
        static let carriedSpeed = 3.0
    }

    /// Takes an epoch while another place is held: believed once enough of them fit each other and the held place, or
    /// have persisted against it for as long as the evidence asks.
    mutating func recover(_ epoch: ReceiverEpoch, _ found: PositionDoubt) {
        guard estimate != nil else { return }
        let byWheels = wheels.isKnown(at: now)
        var against: PositionDoubt = []
        // After a long pause a new run begins, and that is no contradiction.
        if var current = candidate, now - min(current.last, now) <= PositionCandidate.longestPause {
            let fits = current.extend(epoch, limits: limits, byWheels: byWheels)
            if !fits { against = current.leg.isFrozen(byWheels: byWheels, after: 20) ? .frozen : .jump }
            candidate = fits ? current : PositionCandidate(epoch)
        } else {
            candidate = PositionCandidate(epoch)
        }
        guard let candidate else { return }
        if isNearHeld(epoch) {
            let needed = trust.recovery
            if candidate.epochs >= needed.epochs, candidate.milliseconds >= needed.milliseconds {
                believe(epoch, found)
            } else if against.isEmpty {
                doubts = found
            } else {
                reject(found.union(against))
            }
            return
        }
        switch victory(of: candidate) {
        case .overWeak: trust.restart(at: now, onProbation: false)
        case .overStrong: trust.restart(at: now, onProbation: true)
        case .overWheels:
            trust.restart(at: now, onProbation: true)
            wheels.isTrusted = false
        case nil:
            reject(found.union(against).union(byWheels ? .wheels : .jump))
            return
        }
        believe(epoch, found)
    }

    /// Whether an epoch is where the unit can be, after the place that is held.
    private func isNearHeld(_ epoch: ReceiverEpoch) -> Bool {
        guard let estimate else { return true }
        // Half of the slack that lost it, so that a place at the border does not come and go.
        let slack = MotionLeg.slack(max(epoch.accuracy, estimate.epoch.accuracy)) / 2
        return estimate.origin.distance(to: epoch.point) <= estimate.reach + slack
    }

    /// Whether a position of another receiver is where the unit can be, and free of critical signs.
    package func agrees(with position: Position) -> Bool {
        guard position.jamming != .critical, position.spoofing != .critical else { return false }
        return ReceiverEpoch(position, at: now).map { isRestored || isNearHeld($0) } ?? false
    }

    private mutating func victory(of candidate: PositionCandidate) -> Victory? {
        let lasted = candidate.milliseconds
        func lasts(_ needed: (UInt64, epochs: Int)) -> Bool {
            lasted >= needed.0 && candidate.epochs >= needed.epochs
        }
        guard trust.isConfirmed else { return lasts(Persistence.overWeak) ? .overWeak : nil }
        let byWheels = wheels.isKnown(at: now)
        guard byWheels || ignition == false else { return lasts(Persistence.unseen) ? .overStrong : nil }
        if !candidate.leg.isTooFar {
            let isDriven = candidate.leg.isDriven(Persistence.rolled) && lasted >= Persistence.rolling
            return isDriven || lasted >= Persistence.standing ? .overStrong : nil
        }
        guard candidate.meanSpeed >= Persistence.carriedSpeed else {
            self.candidate = nil
            return nil
        }
        guard lasted >= (ignition == false ? Persistence.standing : Persistence.carried) else { return nil }
        return byWheels ? .overWheels : .overStrong
    }
}
