extension ScanReport {
    /// What the labels of one item say together: those of GS1 of which one needs what another has, or an HIBC primary and its
    /// secondary. `nil` when each stands for itself, or when they contradict each other.
    static func item(_ reports: [ScanReport]) -> ScanReport? {
        guard reports.count > 1, reports.allSatisfy(\.isPart), var item = reports.first else { return nil }
        item.error = nil
        for other in reports.dropFirst() {
            guard other.reading.system == item.reading.system, item.reading.append(other.reading) else {
                return nil
            }
        }
        switch item.reading.system {
        case .gs1:
            guard reports.contains(where: { !$0.isOK }) else { return nil }
            do throws(BarcodeError) {
                try GS1Reader(currentYear: item.reading.currentYear).checkAssociations(&item.reading)
            } catch {
                return nil
            }
            return item
        case .hibc:
            let isPair =
                reports.count == 2 && reports[0].isOK && reports[1].isOK
                && reports[0].reading.first(.lic) != nil && reports[0].reading.first(.lot) == nil
                && reports[1].reading.first(.lic) == nil
            return isPair ? item : nil
        case .isbt128, .ppn: return nil
        }
    }

    /// Whether it was read as it came, and lacks nothing but what another label may have.
    private var isPart: Bool {
        guard !isPersonal, !isPlain, layout == nil, !hasLostSeparator else { return false }
        return error == nil || error?.reason == .missingRequired
    }
}

extension BarcodeReading {
    /// Appends the elements of another label; returns whether there was room.
    fileprivate mutating func append(_ other: BarcodeReading) -> Bool {
        for index in 0..<other.count {
            var element = other[index]
            guard let value = text.append(other.text.bytes.span, element.value.range) else { return false }
            element.value = value
            guard append(element) else { return false }
        }
        return true
    }
}
