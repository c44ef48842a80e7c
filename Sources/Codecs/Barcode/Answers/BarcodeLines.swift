/// Answers a stream of scans, one a line, in constant memory: `budkavle decode barcode`.
package struct BarcodeLines {
    /// A longer line is answered `too_long` without being held. JSON may spell each byte of a scan in six.
    package static let maximumLine = 8_192

    /// Whether any answer so far said that a scan was bad.
    package private(set) var hasFaults = false
    private let isJSON: Bool
    private var answers: BarcodeAnswers
    private var rest: [UInt8] = []
    private var isDropping = false

    /// With details, GS1 answers have `hri`, `udi_di` and `udi_pi` as well.
    package init(isJSON: Bool, currentYear: Int, hasDetails: Bool = false) {
        self.isJSON = isJSON
        answers = BarcodeAnswers(currentYear: currentYear, hasDetails: hasDetails)
    }

    /// Takes the next bytes of the input; appends the answers to the lines that they end.
    package mutating func take(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            if rest.isEmpty, !isDropping {
                answer(bytes[start..<end], to: &output)
            } else {
                hold(bytes[start..<end])
                answer(rest[...], to: &output)
                rest.removeAll(keepingCapacity: true)
            }
            start = end + 1
        }
        hold(bytes[start...])
    }

    /// Answers a last line that no LF ended.
    package mutating func finish(to output: inout [UInt8]) {
        guard !rest.isEmpty || isDropping else { return }
        answer(rest[...], to: &output)
        rest = []
    }

    private mutating func hold(_ bytes: ArraySlice<UInt8>) {
        if isDropping || rest.count + bytes.count > Self.maximumLine {
            isDropping = true
            rest.removeAll(keepingCapacity: true)
        } else {
            rest.append(contentsOf: bytes)
        }
    }

    private mutating func answer(_ line: ArraySlice<UInt8>, to output: inout [UInt8]) {
        if isDropping || line.count > Self.maximumLine {
            isDropping = false
            answers.refuse(.tooLong)
        } else if !isJSON {
            answers.answer(line)
        } else if let scans = JSONStrings.parse(line) {
            answers.answer(scans)
        } else {
            answers.refuse(.input)
        }
        hasFaults = hasFaults || answers.isFault
        output += answers.line
    }
}
