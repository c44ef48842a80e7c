import FieldModel

/// Which events of a span stay when there is no room for all of them, level by level.
enum SpanThinning {
    /// The coarsest level.
    static let levels = 3

    static func levels(of stream: FieldModel.Stream) -> Int {
        switch stream {
        case .track, .climate: levels
        case .node: 1
        case .alarm, .patients, .stock: 0
        }
    }

    /// One answer for each event. A span that comes to a level has been through the ones before, and what they moved the
    /// line by counts.
    static func kept(_ span: [SpanEvent], _ stream: FieldModel.Stream, level: Int) -> [Bool] {
        switch stream {
        case .track:
            let tolerances = TrackThinning.tolerances
            let spent = level > 1 ? tolerances[level - 2] : 0
            return TrackThinning(tolerance: tolerances[level - 1], spent: spent).kept(span)
        case .climate: return ClimateThinning(window: ClimateThinning.windows[level - 1]).kept(span)
        case .node: return HealthThinning().kept(span)
        case .alarm, .patients, .stock: return span.map { _ in true }
        }
    }
}
