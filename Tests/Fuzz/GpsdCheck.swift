import Codecs
import FieldModel

/// Lines of gpsd's protocol.
enum GpsdCheck {
    static func run(_ bytes: [UInt8]) {
        var parser = GpsdParser()
        for line in bytes.split(separator: 0x0A) {
            let line = Array(line)
            switch parser.parse(line.span) {
            case .position(let position): PositionCheck.run(position)
            case .report(let report): check(report)
            case .noFix, .rejected: break
            }
        }
    }

    private static func check(_ report: GpsdReport) {
        switch report {
        case .version(let major, _): require(major == 3, "version")
        case .devices(let known, let open): require((0...known).contains(open), "\(open) of \(known) devices")
        case .sky(let hdop, _): require(hdop.map { $0 > 0 && $0 < 99 } ?? true, "hdop")
        case .offset, .watch, .repeated: break
        }
    }
}
