import Glibc

/// One parser under libFuzzer. The program holds all of them; the environment's `FUZZ_TARGET` names the one that runs.
///
/// What an input's bytes mean to a target stands with its check. A broken promise traps, which libFuzzer reports with the input.
enum FuzzTarget: String, CaseIterable {
    case gnssStream = "gnss-stream"
    case nmea
    case ubx
    case gpsd
    case coordinates
    case gs1
    case gs1Printed = "gs1-printed"
    case gs1Link = "gs1-link"
    case hibc
    case isbt128
    case ppn
    case scan
    case scanLines = "scan-lines"
    case tagPattern = "tag-pattern"
    case personalNumber = "personal-number"
    case keys
    case hid
    case modbusReply = "modbus-reply"
    case modbusMap = "modbus-map"

    static let chosen: FuzzTarget = {
        guard let name = getenv("FUZZ_TARGET"), let target = FuzzTarget(rawValue: String(cString: name))
        else {
            print("FUZZ_TARGET must be one of", allCases.map(\.rawValue).joined(separator: " "))
            exit(64)
        }
        return target
    }()

    func check(_ bytes: [UInt8]) {
        switch self {
        case .gnssStream: StreamCheck.run(bytes)
        case .nmea: NMEACheck.run(bytes)
        case .ubx: UBXCheck.run(bytes)
        case .gpsd: GpsdCheck.run(bytes)
        case .coordinates: CoordinateCheck.run(bytes)
        case .gs1: LabelCheck.gs1(bytes)
        case .gs1Printed: LabelCheck.gs1(Array("(".utf8) + bytes)
        case .gs1Link: LabelCheck.gs1(Array("https://id.gs1.org/".utf8) + bytes)
        case .hibc: LabelCheck.hibc(bytes)
        case .isbt128: LabelCheck.isbt128(bytes)
        case .ppn: LabelCheck.ppn(bytes)
        case .scan: ScanCheck.run(bytes)
        case .scanLines: ScanLinesCheck.run(bytes)
        case .tagPattern: TagPatternCheck.run(bytes)
        case .personalNumber: PersonalNumberCheck.run(bytes)
        case .keys: KeyCheck.run(bytes)
        case .hid: HIDCheck.run(bytes)
        case .modbusReply: ModbusReplyCheck.run(bytes)
        case .modbusMap: ModbusMapCheck.run(bytes)
        }
    }
}

/// Stops at a broken promise; unlike `assert`, in release builds too.
func require(_ isKept: Bool, _ promise: @autoclosure () -> String) {
    guard isKept else { fatalError("broken promise: \(promise())") }
}

/// What libFuzzer calls for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.chosen.check(Array(UnsafeBufferPointer(start: data, count: data == nil ? 0 : count)))
    return 0
}
