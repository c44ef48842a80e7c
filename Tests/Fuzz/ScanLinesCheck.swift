import Codecs

/// A stream of scans as `budkavle decode barcode` reads it. Bit 0 of the first byte: JSON input. The second byte: length of the chunks.
///
/// Promised: one line of JSON for each line, whatever the chunks are.
enum ScanLinesCheck {
    static func run(_ bytes: [UInt8]) {
        guard bytes.count > 2 else { return }
        let stream = bytes.dropFirst(2)
        let isJSON = bytes[0] & 1 != 0
        let whole = answers(stream, isJSON, chunk: stream.count)
        let chunk = Int(bytes[1]) + 1
        require(answers(stream, isJSON, chunk: chunk) == whole, "answers depend on chunks of \(chunk)")
        require(JSONProof.holds(whole), "JSON \(String(decoding: whole, as: UTF8.self))")
        let lines = stream.count { $0 == 0x0A } + (stream.last == 0x0A ? 0 : 1)
        require(whole.count { $0 == 0x0A } == lines, "\(lines) lines")
    }

    private static func answers(_ stream: ArraySlice<UInt8>, _ isJSON: Bool, chunk: Int) -> [UInt8] {
        var lines = BarcodeLines(isJSON: isJSON, currentYear: LabelCheck.year)
        var output: [UInt8] = []
        var start = stream.startIndex
        while start < stream.endIndex {
            let end = min(stream.endIndex, start + chunk)
            lines.take(stream[start..<end], to: &output)
            start = end
        }
        lines.finish(to: &output)
        return output
    }
}
