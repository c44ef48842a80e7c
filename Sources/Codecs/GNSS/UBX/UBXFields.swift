/// Little-endian fields of a payload. The caller has proved that the payload is long enough.
extension Span<UInt8> {
    func unsigned16(_ offset: Int) -> UInt16 { UInt16(self[offset]) | UInt16(self[offset + 1]) << 8 }

    func unsigned32(_ offset: Int) -> UInt32 {
        UInt32(unsigned16(offset)) | UInt32(unsigned16(offset + 2)) << 16
    }

    func signed8(_ offset: Int) -> Int8 { Int8(bitPattern: self[offset]) }
    func signed16(_ offset: Int) -> Int16 { Int16(bitPattern: unsigned16(offset)) }
    func signed32(_ offset: Int) -> Int32 { Int32(bitPattern: unsigned32(offset)) }

    /// An IEEE 754 single.
    func single(_ offset: Int) -> Double { Double(Float(bitPattern: unsigned32(offset))) }
}
