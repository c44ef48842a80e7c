internal import FieldModel

/// How many are on board by each axis of a load, kept while they come and go, so that a load costs the same whoever many they are.
///
/// Every removal takes back an earlier addition, and the sums stay far below 2^32: a row has at most 1,024 tags and as many
/// groups as there are categories, of 100,000 each.
struct OnboardTally: Sendable, Equatable {
    private(set) var total: UInt32 = 0
    private var triageCounts = [UInt32](repeating: 0, count: Triage.allCases.count)
    private var mobilityCounts = [UInt32](repeating: 0, count: Mobility.allCases.count)
    private var evacuationCounts = [UInt32](repeating: 0, count: EvacuationPriority.allCases.count)

    /// Counts by category; `nil` when nobody entered one for anyone.
    var triage: [UInt32]? { Self.axis(triageCounts) }
    var mobility: [UInt32]? { Self.axis(mobilityCounts) }
    var evacuation: [UInt32]? { Self.axis(evacuationCounts) }

    mutating func add(_ categories: OnboardState.Categories, _ count: UInt32 = 1) {
        change(categories) { $0 &+= count }
    }

    mutating func remove(_ categories: OnboardState.Categories) {
        change(categories) { $0 &-= 1 }
    }

    private mutating func change(_ categories: OnboardState.Categories, _ apply: (inout UInt32) -> Void) {
        apply(&total)
        if let value = categories.triage { apply(&triageCounts[Int(value.rawValue) - 1]) }
        if let value = categories.mobility { apply(&mobilityCounts[Int(value.rawValue) - 1]) }
        if let value = categories.evacuation { apply(&evacuationCounts[Int(value.rawValue) - 1]) }
    }

    private static func axis(_ counts: [UInt32]) -> [UInt32]? { counts.contains { $0 > 0 } ? counts : nil }
}
