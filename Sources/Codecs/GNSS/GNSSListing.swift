import FieldModel

/// Turns a stream into lines of JSON: the epochs alone, or every frame with what became of it.
///
/// Source of the lines: docs/gnss.md and docs/schemas/decode. Memory does not grow with the stream.
package struct GNSSListing: Sendable {
    /// What was found so far.
    package struct Counts: Sendable, Equatable {
        package var epochs = 0
        /// Frames that were read, whether or not they told a position.
        package var sound = 0
        /// Frames whose checksum or fields were wrong.
        package var damaged = 0
        /// Frames of kinds that are not read.
        package var unsupported = 0
        /// Bytes that belong to no frame.
        package var garbage = 0

        package init() {}
    }

    package private(set) var counts = Counts()
    private let explains: Bool
    private var decoder: GNSSDecoder
    private var frames: UInt64 = 0

    package init(format: GNSSFormat = .auto, explains: Bool = false) {
        decoder = GNSSDecoder(format: format)
        self.explains = explains
    }

    /// Decodes these bytes and appends the lines that they complete.
    package mutating func push(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        var start = 0
        while start < bytes.count {
            start += decoder.push(bytes.extracting(start..<bytes.count))
            list(&text)
        }
    }

    /// Appends the lines that the end of the stream completes.
    package mutating func finish(to text: inout [UInt8]) {
        decoder.finish()
        list(&text)
    }

    private mutating func list(_ text: inout [UInt8]) {
        while let outcome = decoder.next() {
            count(outcome)
            if explains { explain(outcome, &text) }
            guard case .position(let position) = outcome else { continue }
            if explains {
                text.append(contentsOf: "{\"frame\":".utf8)
                DecimalText.append(frames, to: &text)
                text.append(contentsOf: ",\"epoch\":".utf8)
            }
            PositionText.append(position, to: &text)
            if explains { text.append(UInt8(ascii: "}")) }
            text.append(UInt8(ascii: "\n"))
        }
    }

    private mutating func count(_ outcome: GNSSDecoder.Outcome) {
        switch outcome {
        case .position:
            counts.epochs += 1
            counts.sound += 1
        case .pending, .noFix, .report: counts.sound += 1
        case .rejected(let fault):
            if fault.isHarmless { counts.unsupported += 1 } else { counts.damaged += 1 }
        case .garbage(let bytes): counts.garbage += bytes
        }
    }

    /// A frame that is behind two outcomes is listed once.
    private mutating func explain(_ outcome: GNSSDecoder.Outcome, _ text: inout [UInt8]) {
        if case .garbage = outcome {} else if !decoder.isNewFrame { return }
        frames += 1
        text.append(contentsOf: "{\"frame\":".utf8)
        DecimalText.append(frames, to: &text)
        describe(&text)
        switch outcome {
        case .position: text.append(contentsOf: ",\"result\":\"epoch\"}\n".utf8)
        case .pending where decoder.isUnused: text.append(contentsOf: ",\"result\":\"unused\"}\n".utf8)
        case .pending, .report: text.append(contentsOf: ",\"result\":\"taken\"}\n".utf8)
        case .noFix: text.append(contentsOf: ",\"result\":\"no_fix\"}\n".utf8)
        case .garbage: text.append(contentsOf: ",\"refused\":\"no_frame\"}\n".utf8)
        case .rejected(let fault):
            text.append(contentsOf: ",\"refused\":\"".utf8)
            text.append(contentsOf: fault.name.utf8)
            text.append(contentsOf: "\"}\n".utf8)
        }
    }

    private func describe(_ text: inout [UInt8]) {
        switch decoder.frame {
        case .nmea(let range): describe(sentence: range, &text)
        case .ubx(let frame):
            text.append(contentsOf: ",\"type\":\"ubx\",\"message\":\"\(frame.message)\",\"bytes\":".utf8)
            DecimalText.append(UInt64(frame.payload.count), to: &text)
        case .rtcm(let range):
            text.append(contentsOf: ",\"type\":\"rtcm\",\"bytes\":".utf8)
            DecimalText.append(UInt64(range.count), to: &text)
        case .gpsd(let range):
            text.append(contentsOf: ",\"type\":\"gpsd\",\"bytes\":".utf8)
            DecimalText.append(UInt64(range.count), to: &text)
        case .garbage(let count):
            text.append(contentsOf: ",\"type\":\"garbage\",\"bytes\":".utf8)
            DecimalText.append(UInt64(count), to: &text)
        case nil: text.append(contentsOf: ",\"type\":\"end\"".utf8)
        }
    }

    /// Address and readable fields. The address of a sentence that is not proved is what stands in its place.
    private func describe(sentence range: Range<Int>, _ text: inout [UInt8]) {
        let bytes = decoder.framer.bytes
        let line = bytes.span.extracting(range)
        text.append(contentsOf: ",\"type\":\"nmea\",\"sentence\":\"".utf8)
        for index in 1..<min(max(1, line.count), 12) {
            let byte = line[index]
            guard (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            else { break }
            text.append(byte)
        }
        text.append(UInt8(ascii: "\""))
        // The decoder has named the fault already.
        guard let reading = try? NMEAReading(line) else { return }
        text.append(contentsOf: ",\"tells\":".utf8)
        reading.append(to: &text)
    }
}
