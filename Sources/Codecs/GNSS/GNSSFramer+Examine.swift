extension GNSSFramer {
    /// What stands at the start of the bytes that are held.
    enum Finding {
        /// A frame and where what follows it begins.
        case frame(Frame, Int)
        /// So many bytes that end lines.
        case between(Int)
        case garbage(Int)
        case incomplete
    }

    mutating func examine() -> Finding {
        switch bytes[start] {
        case 0x0D, 0x0A: .between(1)
        case UInt8(ascii: "$"): examineSentence()
        case UBXFrame.sync.0: examineUBX()
        case 0xD3: examineRTCM()
        case UInt8(ascii: "{"): examineGpsd()
        default: .garbage(lengthOfGarbage())
        }
    }

    private func lengthOfGarbage() -> Int {
        var index = start + 1
        while index < end {
            switch bytes[index] {
            case 0x0D, 0x0A, UInt8(ascii: "$"), UBXFrame.sync.0, 0xD3, UInt8(ascii: "{"): return index - start
            default: index += 1
            }
        }
        return index - start
    }

    /// A sentence ends with its line. One that runs into something else is whole when it ends with `*hh`.
    private mutating func examineSentence() -> Finding {
        guard start + 1 < end else { return .incomplete }
        guard (0x41...0x5A).contains(bytes[start + 1]) else { return .garbage(1) }
        var index = max(scanned, start + 1)
        let limit = min(end, start + Self.longestSentence)
        while index < limit, (0x20...0x7E).contains(bytes[index]), bytes[index] != UInt8(ascii: "$") {
            index += 1
        }
        scanned = index
        let isEnded: Bool
        if index < limit {
            isEnded = bytes[index] == 0x0D || bytes[index] == 0x0A
        } else {
            guard index - start == Self.longestSentence || isAtEnd else { return .incomplete }
            isEnded = index - start < Self.longestSentence
        }
        guard isEnded || hasChecksum(before: index) else { return .garbage(index - start) }
        return .frame(.nmea(start..<index), index)
    }

    private func hasChecksum(before index: Int) -> Bool {
        index - start >= 4 && bytes[index - 3] == UInt8(ascii: "*")
    }

    /// Sync (2), class, id, payload length (u16 little-endian), payload, Fletcher checksum (2).
    private func examineUBX() -> Finding {
        guard start + 1 < end else { return .incomplete }
        guard bytes[start + 1] == UBXFrame.sync.1 else { return .garbage(1) }
        guard start + 6 <= end else { return .incomplete }
        let length = Int(bytes[start + 4]) | Int(bytes[start + 5]) << 8
        guard length <= Self.longestUBXPayload else { return .garbage(1) }
        let stop = start + 8 + length
        guard stop <= end else { return .incomplete }
        let sum = UBXFrame.checksum(bytes.span.extracting(start + 2..<stop - 2))
        guard sum == (bytes[stop - 2], bytes[stop - 1]) else { return .garbage(1) }
        let message = UBXMessage(rawValue: UInt16(bytes[start + 2]) << 8 | UInt16(bytes[start + 3]))
        return .frame(.ubx(UBXFrame(message: message, payload: start + 6..<stop - 2)), stop)
    }

    /// RTCM 10403, §4: preamble D3, six zero bits, length (10 bits), payload, CRC-24Q.
    private func examineRTCM() -> Finding {
        guard start + 3 <= end else { return .incomplete }
        guard bytes[start + 1] & 0xFC == 0 else { return .garbage(1) }
        let stop = start + 6 + (Int(bytes[start + 1]) << 8 | Int(bytes[start + 2]))
        guard stop <= end else { return .incomplete }
        var crc: UInt32 = 0
        for index in start..<stop {
            crc ^= UInt32(bytes[index]) << 16
            for _ in 0..<8 { crc = crc & 0x80_0000 == 0 ? crc << 1 : crc << 1 ^ 0x186_4CFB }
        }
        guard crc & 0xFF_FFFF == 0 else { return .garbage(1) }
        return .frame(.rtcm(start + 3..<stop - 3), stop)
    }

    /// gpsd ends every object with a line's end and writes its class first.
    private mutating func examineGpsd() -> Finding {
        let head = StaticString("{\"class\":\"")
        let length = min(head.utf8CodeUnitCount, end - start)
        let isHead = head.withUTF8Buffer { head in
            (0..<length).allSatisfy { head[$0] == bytes[start + $0] }
        }
        guard isHead else { return .garbage(1) }
        guard length == head.utf8CodeUnitCount else { return .incomplete }
        var index = max(scanned, start + length)
        let limit = min(end, start + Self.longestGpsdLine)
        while index < limit, (0x20...0x7E).contains(bytes[index]) { index += 1 }
        scanned = index
        if index < limit {
            guard bytes[index] == 0x0D || bytes[index] == 0x0A else { return .garbage(index - start) }
        } else {
            guard index - start == Self.longestGpsdLine || isAtEnd else { return .incomplete }
            guard index - start < Self.longestGpsdLine else { return .garbage(index - start) }
        }
        return .frame(.gpsd(start..<index), index)
    }
}
