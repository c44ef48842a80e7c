import Hardware
import Inputs
import Journal

/// What a node's own light tells somebody who walks past.
enum NodeSign: Equatable {
    case well
    /// Nothing is refused yet, but it will be unless somebody brings a link back, or room.
    case roomEnds
    /// An input waits for its device, or new events are refused.
    case trouble

    /// Days of room without a link below which somebody should look.
    private static let days = 7.0

    init(_ storage: StorageStatus?, areInputsOpen: Bool) {
        guard let storage, storage.level < .refusingRoutine, areInputsOpen else {
            self = .trouble
            return
        }
        // What is thinned did not fit any more.
        self = storage.level >= .thinning || storage.daysLeft ?? .infinity < Self.days ? .roomEnds : .well
    }

    var pattern: OutputPattern {
        switch self {
        case .well: .on
        case .roomEnds: .blink(.seconds(2), nil)
        case .trouble: .blink(.milliseconds(500), nil)
        }
    }
}
