extension CalendarDay {
    /// 1900...2199.
    package var year: Int { Int(rawValue / 10_000) }

    /// Reads what `description` writes, `2027-03-31`.
    package init?(iso text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2] else { return nil }
        var value: UInt32 = 0
        for byte in parts.joined() {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + UInt32(byte - 0x30)
        }
        self.init(rawValue: value)
    }
}
