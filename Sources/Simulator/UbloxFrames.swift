/// UBX as a receiver reads and writes it, apart from the agent's own codec: sync B5 62, class, id, length, payload, sum.
struct UbloxFrames {
    struct Frame: Equatable {
        var kind: UInt16
        var payload: [UInt8]
    }

    private static let longestPayload = 2_048
    private var held: [UInt8] = []

    /// Takes what came over the line and returns the whole messages in it; everything else is dropped.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> [Frame] {
        held += bytes
        var frames: [Frame] = []
        var start = 0
        while start < held.count {
            guard held[start] == 0xB5 else {
                start += 1
                continue
            }
            guard held.count - start >= 8 else { break }
            let length = Int(held[start + 4]) | Int(held[start + 5]) << 8
            guard held[start + 1] == 0x62, length <= Self.longestPayload else {
                start += 1
                continue
            }
            let end = start + 8 + length
            guard end <= held.count else { break }
            let sum = Self.sum(held[start + 2..<end - 2])
            guard sum == [held[end - 2], held[end - 1]] else {
                start += 1
                continue
            }
            frames.append(
                Frame(
                    kind: UInt16(held[start + 2]) << 8 | UInt16(held[start + 3]),
                    payload: Array(held[start + 6..<end - 2])
                )
            )
            start = end
        }
        held.removeFirst(start)
        return frames
    }

    static func bytes(_ kind: UInt16, _ payload: [UInt8]) -> [UInt8] {
        let body =
            [UInt8(kind >> 8), UInt8(kind & 0xFF), UInt8(payload.count & 0xFF), UInt8(payload.count >> 8)]
            + payload
        return [0xB5, 0x62] + body + sum(body[...])
    }

    private static func sum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var a = 0
        var b = 0
        for byte in bytes {
            a = (a + Int(byte)) % 256
            b = (b + a) % 256
        }
        return [UInt8(a), UInt8(b)]
    }
}
