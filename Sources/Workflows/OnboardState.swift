package import FieldModel
internal import Wire

/// Who is on board of a node: tagged patients one by one, unnamed ones counted by category. Whoever leaves is forgotten.
package struct OnboardState: ProjectionRow, Sendable, Equatable {
    /// More tags than this are counted as unnamed.
    package static let maximumTags = 1_024
    /// More than this in one place is no count but a fault, and is not counted further.
    package static let maximumUnnamed: UInt32 = 100_000

    /// What is known of a patient.
    package struct Categories: Sendable, Hashable {
        package var triage: Triage?
        package var mobility: Mobility?
        package var evacuation: EvacuationPriority?

        init(triage: Triage? = nil, mobility: Mobility? = nil, evacuation: EvacuationPriority? = nil) {
            self.triage = triage
            self.mobility = mobility
            self.evacuation = evacuation
        }

        /// What a movement says.
        init(_ movement: PatientMovement) {
            triage = movement.action == .died ? .dead : movement.triage
            mobility = movement.mobility
            evacuation = movement.evacuation
        }

        /// These, where `newer` says nothing else.
        func updated(by newer: Self) -> Self {
            Self(
                triage: newer.triage ?? triage,
                mobility: newer.mobility ?? mobility,
                evacuation: newer.evacuation ?? evacuation
            )
        }

        /// A place in a fixed order of all combinations.
        var rank: Int {
            (Int(triage?.rawValue ?? 0) * 8 + Int(mobility?.rawValue ?? 0)) * 8
                + Int(evacuation?.rawValue ?? 0)
        }
    }

    package private(set) var tagged: [Token: Categories] = [:]
    package private(set) var unnamed: [Categories: UInt32] = [:]
    /// Of the unnamed, those of whom only a declaration told: any of them may bear a tag that was never seen.
    package private(set) var declared: UInt32 = 0
    /// Everybody in both, counted.
    private var tally = OnboardTally()
    /// Events of the `patients` stream with a lower offset are folded in.
    package private(set) var foldedThrough: UInt64 = 0

    package init() {}

    /// Who is on board from a declaration on, whatever was known before it.
    init(declared load: PatientLoad, offset: UInt64) {
        foldedThrough = offset &+ 1
        declared = min(load.total, Self.maximumUnnamed)
        guard declared > 0 else { return }
        unnamed[Categories()] = declared
        tally.add(Categories(), declared)
    }

    package var total: UInt32 { tally.total }

    package func isOnBoard(_ tag: Token) -> Bool { tagged[tag] != nil }

    mutating func fold(_ movement: PatientMovement, offset: UInt64) {
        foldedThrough = max(foldedThrough, offset &+ 1)
        let news = Categories(movement)
        if let tag = movement.tag, movement.action.isIntake != true { name(tag, news) }
        switch (movement.action.isIntake, movement.tag) {
        case (true, let tag?) where tagged[tag] != nil || tagged.count < Self.maximumTags:
            set(tag, (tagged[tag] ?? Categories()).updated(by: news))
        case (true, _):
            add(news)
        case (false, let tag?):
            set(tag, nil)
        case (false, nil):
            if let group = group(like: news) { remove(group) }
        case (nil, let tag?):
            if let present = tagged[tag] { set(tag, present.updated(by: news)) }
        case (nil, nil):
            // Which of the unnamed is meant is only clear while they are all alike.
            guard unnamed.count == 1, let group = unnamed.keys.first else { return }
            remove(group)
            add(group.updated(by: news))
        }
    }

    /// A tag that turns up on board, and of which nothing was known, is that of a declared patient.
    private mutating func name(_ tag: Token, _ news: Categories) {
        guard declared > 0, tagged[tag] == nil, tagged.count < Self.maximumTags,
            let group = group(like: news)
        else { return }
        declared -= 1
        remove(group)
        set(tag, group)
    }

    private var others: Int { Int(total) - tagged.count }

    private mutating func set(_ tag: Token, _ categories: Categories?) {
        if let categories { tally.add(categories) }
        let before = categories.map { tagged.updateValue($0, forKey: tag) } ?? tagged.removeValue(forKey: tag)
        if let before { tally.remove(before) }
    }

    private mutating func add(_ group: Categories) {
        guard others < Int(Self.maximumUnnamed) else { return }
        unnamed[group, default: 0] += 1
        tally.add(group)
    }

    private mutating func remove(_ group: Categories) {
        guard let count = unnamed[group] else { return }
        unnamed[group] = count > 1 ? count - 1 : nil
        tally.remove(group)
        declared = min(declared, UInt32(clamping: others))
    }

    /// The unnamed group that contradicts `news` least, then the one of which least is known.
    private func group(like news: Categories) -> Categories? {
        func distance(_ group: Categories) -> (Int, Int) {
            let changed = group.updated(by: news)
            let isContradicted =
                (group.triage != nil && changed.triage != group.triage)
                || (group.mobility != nil && changed.mobility != group.mobility)
                || (group.evacuation != nil && changed.evacuation != group.evacuation)
            let isSame = changed == group
            return (isContradicted ? 2 : isSame ? 0 : 1, group.rank)
        }
        return unnamed.keys.min { distance($0) < distance($1) }
    }
}

extension OnboardState {
    /// Everybody on board, each axis `nil` when nobody entered it for anyone.
    package func load(capacity: Capacity? = nil) -> PatientLoad {
        var load = PatientLoad(
            foldedThrough: foldedThrough,
            total: total,
            triage: tally.triage,
            mobility: tally.mobility,
            evacuation: tally.evacuation
        )
        load.isOverCapacity = capacity.map(load.exceeds) ?? false
        return load
    }

    package init(decoding bytes: [UInt8]) throws(ProjectionError) {
        let row = try PBOnboardRow(row: bytes)
        foldedThrough = row.foldedThrough
        for aboard in row.aboard {
            let categories = Categories(
                triage: Triage(rawValue: UInt8(truncatingIfNeeded: aboard.triage)),
                mobility: Mobility(rawValue: UInt8(truncatingIfNeeded: aboard.mobility)),
                evacuation: EvacuationPriority(rawValue: UInt8(truncatingIfNeeded: aboard.evacuation))
            )
            if let tag = Token(rawValue: aboard.tag), tagged.count < Self.maximumTags {
                tagged[tag] = categories
            } else if aboard.tag.isEmpty, (1...Self.maximumUnnamed).contains(aboard.unnamed) {
                unnamed[categories] = aboard.unnamed
            } else {
                throw .corrupt
            }
        }
        for categories in tagged.values { tally.add(categories) }
        for (categories, count) in unnamed { tally.add(categories, count) }
        declared = min(row.declared, UInt32(clamping: others))
    }

    package func encoded() -> [UInt8] {
        var row = PBOnboardRow()
        row.foldedThrough = foldedThrough
        row.declared = declared
        row.aboard =
            tagged.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { PBAboard(tag: $0.key.rawValue, $0.value, unnamed: 0) }
            + unnamed.sorted { $0.key.rank < $1.key.rank }.map {
                PBAboard(tag: "", $0.key, unnamed: $0.value)
            }
        return row.rowBytes
    }
}

extension PBAboard {
    fileprivate init(tag: String, _ categories: OnboardState.Categories, unnamed: UInt32) {
        self.init()
        self.tag = tag
        triage = UInt32(categories.triage?.rawValue ?? 0)
        mobility = UInt32(categories.mobility?.rawValue ?? 0)
        evacuation = UInt32(categories.evacuation?.rawValue ?? 0)
        self.unnamed = unnamed
    }
}

extension PatientLoad {
    /// Whether more are on board than there are places, as far as both are known. Who can sit may lie.
    package func exceeds(_ capacity: Capacity) -> Bool {
        if let mobility, mobility.count == Mobility.allCases.count {
            if let places = capacity.litter, mobility[0] > places { return true }
            if let places = capacity.icu, mobility[3] > places { return true }
        }
        guard let litter = capacity.litter, let sitting = capacity.sitting else { return false }
        return UInt64(total) > UInt64(litter) + UInt64(sitting) + UInt64(capacity.icu ?? 0)
    }
}
