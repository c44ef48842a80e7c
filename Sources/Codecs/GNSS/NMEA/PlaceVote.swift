/// Where an epoch is, when its sentences may disagree.
///
/// Marine networks repeat the place of the second before under the time of the next. The place that most sentences
/// tell holds, among equals the newest; of sentences that agree, the one with the most digits.
struct PlaceVote: Sendable {
    struct Place: Sendable {
        let latitude: Double
        let longitude: Double
        /// Digits after the point of the minutes.
        let decimals: Int
    }

    /// Degrees within which two sentences mean the same place: the last digit of the coarser one.
    private static let agreement = 1e-5

    private var first: Place?
    private var second: Place?
    private var firstVotes = 0
    private var secondVotes = 0

    var winner: Place? { secondVotes >= firstVotes ? second ?? first : first }

    /// A third opinion takes the seat of the second.
    mutating func add(_ place: Place) {
        guard let first else {
            first = place
            firstVotes = 1
            return
        }
        if Self.agree(first, place) {
            self.first = Self.finer(first, place)
            firstVotes += 1
        } else if let second, Self.agree(second, place) {
            self.second = Self.finer(second, place)
            secondVotes += 1
        } else {
            second = place
            secondVotes = 1
        }
    }

    private static func agree(_ a: Place, _ b: Place) -> Bool {
        abs(a.latitude - b.latitude) < agreement && abs(a.longitude - b.longitude) < agreement
    }

    private static func finer(_ old: Place, _ new: Place) -> Place {
        new.decimals >= old.decimals ? new : old
    }
}
