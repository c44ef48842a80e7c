import CZstd

/// How content is packed inside an envelope: 0x00 | content, or 0x01 | size (4, big-endian) | zstd frame.
package enum Compression {
    private static let level: Int32 = 12

    package static func pack(_ content: [UInt8]) -> [UInt8] {
        let bound = ZSTD_compressBound(content.count)
        let size = UInt32(clamping: content.count)
        let head: [UInt8] = [1] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }
        var packed = head + [UInt8](repeating: 0, count: bound)
        let count = packed[head.count...].withUnsafeMutableBytes { target in
            content.withUnsafeBytes { source in
                ZSTD_compress(target.baseAddress, target.count, source.baseAddress, source.count, level)
            }
        }
        guard ZSTD_isError(count) == 0, head.count + count < content.count + 1 else { return [0] + content }
        return Array(packed[..<(head.count + count)])
    }

    package static func unpack(_ packed: [UInt8]) throws(EnvelopeError) -> [UInt8] {
        switch packed.first {
        case 0:
            guard packed.count - 1 <= EnvelopeLimits.contentBytes else { throw .bomb }
            return Array(packed[1...])
        case 1:
            guard packed.count > 5 else { throw .malformed }
            let size = packed[1..<5].reduce(0) { $0 << 8 | Int($1) }
            guard size <= EnvelopeLimits.contentBytes else { throw .bomb }
            var content = [UInt8](repeating: 0, count: size)
            let count = content.withUnsafeMutableBytes { target in
                packed[5...].withUnsafeBytes { source in
                    ZSTD_decompress(target.baseAddress, target.count, source.baseAddress, source.count)
                }
            }
            // A frame that holds more than it declared does not fit and is an error, never an allocation.
            guard ZSTD_isError(count) == 0 else {
                throw ZSTD_getErrorCode(count) == ZSTD_error_dstSize_tooSmall ? .bomb : .malformed
            }
            guard count == size else { throw .malformed }
            return content
        default: throw .malformed
        }
    }
}
