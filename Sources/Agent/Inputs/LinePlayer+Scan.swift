import Hardware
import Inputs

/// What a scanner is answered shows on the node's outputs, too.
extension LinePlayer: FeedbackSink {
    func signal(_ signal: ScanSignal) async {
        await self.signal(LineSignal(signal))
    }
}

extension LineSignal {
    fileprivate init(_ signal: ScanSignal) {
        self =
            switch signal {
            case .accepted: .accepted
            case .duplicate: .duplicate
            case .expired: .expired
            case .refused: .refused
            }
    }
}
