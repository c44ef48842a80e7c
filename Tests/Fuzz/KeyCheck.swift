import Codecs
import FieldModel

/// The keys of a keyboard-mode scanner. The first byte chooses the layout; each three that follow are one event: what it is, and the key.
enum KeyCheck {
    static func run(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        var decoder = KeyDecoder(map: KeyMap.allCases[Int(first) % KeyMap.allCases.count])
        var index = 1
        while index + 2 < bytes.count {
            let key = UInt16(bytes[index + 1]) | UInt16(bytes[index + 2]) << 8
            var scan: KeyedScan?
            switch bytes[index] {
            case 0xFF: scan = decoder.pause()
            case 0xFE: decoder.lose()
            case 0xFD: decoder.hold(KeySet(bitmap: bytes[index...].prefix(40)))
            case let value: scan = decoder.take(key: key, value: Int32(Int8(bitPattern: value)))
            }
            if let scan { check(scan) }
            index += 3
        }
        if let scan = decoder.pause() { check(scan) }
        require(!decoder.isTyping, "something is typed after a pause")
        require(decoder.pause() == nil, "a pause ended nothing, and there was a scan")
    }

    static func check(_ scan: KeyedScan) {
        require(scan.bytes.count <= KeyDecoder.capacity, "\(scan.bytes.count) bytes")
        require(scan.bytes.isEmpty == (scan.refusal != nil), "a refused scan with text, or an empty one")
        require(String(validating: scan.bytes, as: UTF8.self) != nil, "no UTF-8")
        _ = ScanReader(currentYear: LabelCheck.year).read(scan.bytes.span)
    }
}
