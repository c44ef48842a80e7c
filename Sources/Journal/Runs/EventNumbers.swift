/// The canonical bytes of an event taken apart: its numbers, and everything else as its shape.
///
/// Canonical bytes are protobuf: fields of key and value. Fields from 16 on that hold a message are looked into, one level
/// deep, because that is where bodies are; every other text or message belongs to the shape. Events of one shape differ
/// in nothing but their numbers.
struct EventNumbers: Equatable {
    /// More numbers than any body has; bytes with more are not taken apart.
    static let limit = 32

    private(set) var shape: [UInt8] = []
    var values: [UInt64] = []

    private enum Token {
        static let number: UInt8 = 0
        static let text: UInt8 = 1
        static let begin: UInt8 = 2
        static let end: UInt8 = 3
        static let fixed: UInt8 = 4
    }

    private static let firstBody: UInt64 = 16

    /// Returns `nil` unless `bytes` gives back exactly what it was made from.
    init?(_ bytes: [UInt8]) {
        guard take(bytes[...], isBody: false), self.bytes == bytes else { return nil }
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>, isBody: Bool) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            guard let key = rest.takeLEB128(), key <= UInt64(UInt32.max) else { return false }
            switch key & 7 {
            case 0:
                guard values.count < Self.limit, let value = rest.takeLEB128() else { return false }
                append(Token.number, key)
                values.append(value)
            case 1, 5:
                let width = key & 7 == 1 ? 8 : 4
                guard rest.count >= width else { return false }
                append(Token.fixed, key)
                shape += rest.prefix(width)
                rest = rest.dropFirst(width)
            case 2:
                guard let length = rest.takeLEB128(), length <= UInt64(rest.count) else { return false }
                let content = rest.prefix(Int(length))
                rest = rest.dropFirst(Int(length))
                if !isBody, key >> 3 >= Self.firstBody {
                    append(Token.begin, key)
                    guard take(content, isBody: true) else { return false }
                    shape.append(Token.end)
                } else {
                    append(Token.text, key)
                    shape.append(leb128: length)
                    shape += content
                }
            default: return false
            }
        }
        return true
    }

    private mutating func append(_ token: UInt8, _ key: UInt64) {
        shape.append(token)
        shape.append(leb128: key)
    }

    /// The canonical bytes.
    var bytes: [UInt8] {
        var whole: [UInt8] = []
        var body: [UInt8] = []
        var isBody = false
        var next = 0
        var rest = shape[...]
        whole.reserveCapacity(shape.count + values.count * 5)
        while let token = rest.popFirst() {
            if token == Token.end {
                whole.append(leb128: UInt64(body.count))
                whole += body
                isBody = false
                continue
            }
            var field: [UInt8] = []
            let key = rest.takeLEB128() ?? 0
            field.append(leb128: key)
            switch token {
            case Token.number:
                field.append(leb128: values[next])
                next += 1
            case Token.text:
                let length = rest.takeLEB128() ?? 0
                field.append(leb128: length)
                field += rest.prefix(Int(length))
                rest = rest.dropFirst(Int(length))
            case Token.fixed:
                let width = key & 7 == 1 ? 8 : 4
                field += rest.prefix(width)
                rest = rest.dropFirst(width)
            default:
                whole += field
                body.removeAll(keepingCapacity: true)
                isBody = true
                continue
            }
            if isBody { body += field } else { whole += field }
        }
        return whole
    }
}
