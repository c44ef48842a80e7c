import ConfigFiles
import FieldModel
import Hardware
import Inputs
import Workflows

extension ConfigReader {
    /// The `[[probe]]` tables.
    func probes(on inputs: [InputSettings], stock: StockLocation) -> [ProbeLine] {
        let tables = root.tables("probe", atMost: 256)
        let probes = tables.map { probe($0, inputs, stock) }
        ConfigTable.noteRepeated("name", in: tables)
        return probes.compactMap(\.self)
    }

    private func probe(_ table: ConfigTable, _ inputs: [InputSettings], _ stock: StockLocation) -> ProbeLine?
    {
        defer { table.finish() }
        let name = table.name("name")?.rawValue
        let source = source(table, inputs)
        var location = Self.place(table)
        location.gln = location.gln ?? stock.gln
        let quantity = source?.quantity ?? .temperature
        let band = band(table)
        let change = table.number("change", in: 0.001...1e9) ?? quantity.usualChange
        let period = table.seconds("report", in: 10...86_400, default: .seconds(300))
        let due = calibrationDue(table)
        guard let name = name.flatMap(Token.init(rawValue:)), let source else { return nil }
        return ProbeLine(
            probe: ProbeSettings(
                name: name,
                quantity: source.quantity,
                location: location,
                band: band,
                calibrationDue: due,
                change: UInt64((change * 1_000).rounded()),
                period: UInt64(period / .milliseconds(1))
            ),
            input: source.input,
            register: source.register
        )
    }

    private typealias Source = (input: SourceID, register: Int, quantity: Sample.Quantity)

    /// The input and its register.
    private func source(_ table: ConfigTable, _ inputs: [InputSettings]) -> Source? {
        let devices = inputs.compactMap { input in
            if case .modbus(let device) = input.device { (name: input.name, map: device.map) } else { nil }
        }
        let name = table.string("input", required: true, expected: "the name of an input of type modbus")
        let register = table.string("register", required: true, expected: "a register of the input's map")
        guard let name else { return nil }
        guard let device = devices.first(where: { $0.name.rawValue == name }) else {
            // An input that has faults of its own is not told twice.
            let all = root.glance("input").compactMap { $0.text("name") }
            if all.contains(name), !inputs.contains(where: { $0.name.rawValue == name }) { return nil }
            let hint = Spelling.hint(for: name, among: devices.map(\.name.rawValue))
            table.fault("input", "no input of type modbus has the name '\(name)'\(hint)")
            return nil
        }
        guard let register else { return nil }
        var known: [String] = []
        for (index, candidate) in device.map.registers.enumerated() {
            guard case .quantity(let quantity) = candidate.measure else { continue }
            if candidate.name == register { return (device.name, index, quantity) }
            known.append(candidate.name)
        }
        let hint = Spelling.hint(for: register, among: known)
        let list = known.isEmpty ? "; it has none for a probe" : "; it has \(known.joined(separator: ", "))"
        table.fault(
            "register",
            "the map of '\(name)' has no '\(register)'" + (hint.isEmpty ? list : hint)
        )
        return nil
    }

    private func band(_ table: ConfigTable) -> ClimateBand? {
        guard table.has("band") else {
            table.foreign(["tolerated_minutes", "hysteresis"], only: "a probe with a 'band'")
            _ = table.range("band", within: -1e9...1e9)
            return nil
        }
        let range = table.range("band", within: -1e9...1e9)
        let minutes = table.number("tolerated_minutes", in: 0...10_080, required: true)
        let width = range.map { $0.upperBound - $0.lowerBound } ?? 0
        let hysteresis = table.number("hysteresis", in: 0...1e9)
        if let hysteresis, range != nil, hysteresis > width / 2 {
            table.fault("hysteresis", "more than half of the band: nothing would ever be back in it")
        }
        guard let range, let minutes else { return nil }
        return ClimateBand(
            lower: Self.thousandths(range.lowerBound),
            upper: Self.thousandths(range.upperBound),
            hysteresis: Self.thousandths(hysteresis ?? width / 10),
            tolerance: UInt64((minutes * 60_000).rounded())
        )
    }

    /// Within ±10^12, so that it is exact.
    private static func thousandths(_ value: Double) -> Int64 { Int64((value * 1_000).rounded()) }

    private func calibrationDue(_ table: ConfigTable) -> CalendarDay? {
        let expected = "a day such as \"2027-03-31\", as a string"
        guard let text = table.string("calibration_due", expected: expected) else { return nil }
        guard let day = CalendarDay(iso: text) else {
            table.fault("calibration_due", "'\(text)' is not \(expected)")
            return nil
        }
        return day
    }
}

extension Sample.Quantity {
    /// In its unit: less than this is the restlessness of common probes.
    fileprivate var usualChange: Double {
        switch self {
        case .temperature: 0.2
        case .humidity: 1
        case .voltage: 0.1
        case .current: 0.2
        case .pressure: 100
        case .power: 10
        case .energy: 100
        }
    }
}
