/// What a stream of positions is written in.
package enum GNSSFormat: String, Sendable, CaseIterable {
    /// All of them, told apart frame by frame.
    case auto
    case nmea
    case ubx
    case gpsd

    func allows(_ frame: GNSSFramer.Frame) -> Bool {
        switch (self, frame) {
        case (.auto, _), (.nmea, .nmea), (.ubx, .ubx), (.gpsd, .gpsd), (_, .garbage): true
        default: false
        }
    }
}
