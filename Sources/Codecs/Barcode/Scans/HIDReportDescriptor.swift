/// What the reports of a HID device hold, as the device itself says.
///
/// Source: USB Device Class Definition for HID 1.11, section 6.2.2. The descriptor comes from outside: everything in it is bounded, and
/// nothing that it says can make a field reach beyond `maximumBytes`.
package struct HIDReportDescriptor: Sendable, Equatable {
    /// Longest descriptor, and longest report.
    package static let maximumBytes = 4_096
    private static let maximumFields = 512
    private static let maximumDepth = 32

    package enum Kind: UInt8, Sendable, Hashable {
        case input = 8
        case output = 9
        case feature = 11
    }

    package struct Usage: Sendable, Hashable {
        package var page: UInt16
        package var id: UInt16

        package init(page: UInt16, id: UInt16) {
            self.page = page
            self.id = id
        }
    }

    /// Values of one usage that stand side by side in a report.
    package struct Field: Sendable, Equatable {
        package var kind: Kind
        /// The number of the report; 0 where reports have none.
        package var report: UInt8
        package var usage: Usage
        /// Where the first value begins, in bits from the first byte after the report's number.
        package var bit: Int
        /// Bits of one value, at least 1.
        package var size: Int
        /// At least 1.
        package var count: Int
    }

    /// The fields with values of their own; padding and arrays of selectors are left out.
    package private(set) var fields: [Field] = []
    /// Whether the first byte of each report is its number.
    package private(set) var isNumbered = false
    /// Bits of each report, without its number.
    private var lengths: [UInt16: Int] = [:]

    package init(_ bytes: Span<UInt8>) throws(HIDDescriptorError) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLong }
        var state = State()
        var offset = 0
        while offset < bytes.count {
            let prefix = bytes[offset]
            if prefix == 0xFE {
                // A long item: its size, its tag, its data. None is defined.
                guard offset + 1 < bytes.count else { throw .truncated }
                offset += 3 + Int(bytes[offset + 1])
                guard offset <= bytes.count else { throw .truncated }
                continue
            }
            let size = prefix & 3 == 3 ? 4 : Int(prefix & 3)
            guard offset + size < bytes.count else { throw .truncated }
            var value: UInt32 = 0
            for index in 0..<size { value |= UInt32(bytes[offset + 1 + index]) << UInt32(8 * index) }
            offset += 1 + size
            switch prefix >> 2 & 3 {
            case 0: try main(prefix >> 4, value, &state)
            case 1: try global(prefix >> 4, value, &state)
            case 2: local(prefix >> 4, value, size, &state)
            default: break
            }
        }
        guard state.depth == 0 else { throw .unbalanced }
    }

    /// Bytes of a report of this kind, its number included.
    package func length(_ kind: Kind, report: UInt8) -> Int {
        let bits = lengths[Self.key(kind, report)] ?? 0
        return (bits + 7) / 8 + (isNumbered ? 1 : 0)
    }

    private struct Globals {
        var page: UInt16 = 0
        var size = 0
        var count = 0
        var report: UInt8 = 0
    }

    private struct State {
        var globals = Globals()
        var stack: [Globals] = []
        var usages: [ClosedRange<UInt32>] = []
        var minimum: UInt32?
        var maximum: UInt32?
        var depth = 0

        /// Local items belong to the next main item only.
        mutating func forget() {
            usages.removeAll(keepingCapacity: true)
            minimum = nil
            maximum = nil
        }
    }

    private static func key(_ kind: Kind, _ report: UInt8) -> UInt16 {
        UInt16(kind.rawValue) << 8 | UInt16(report)
    }

    private mutating func main(_ tag: UInt8, _ value: UInt32, _ state: inout State) throws(HIDDescriptorError)
    {
        defer { state.forget() }
        switch tag {
        case 0xA:
            guard state.depth < Self.maximumDepth else { throw .tooDeep }
            state.depth += 1
        case 0xC:
            guard state.depth > 0 else { throw .unbalanced }
            state.depth -= 1
        default:
            if let kind = Kind(rawValue: tag) { try place(kind, value, state) }
        }
    }

    private mutating func global(
        _ tag: UInt8,
        _ value: UInt32,
        _ state: inout State
    ) throws(HIDDescriptorError) {
        switch tag {
        case 0x0: state.globals.page = UInt16(truncatingIfNeeded: value)
        case 0x7: state.globals.size = Int(min(value, UInt32(Self.maximumBytes * 8 + 1)))
        case 0x8:
            guard let report = UInt8(exactly: value), report > 0 else { throw .badReport }
            state.globals.report = report
            isNumbered = true
        case 0x9: state.globals.count = Int(min(value, UInt32(Self.maximumBytes * 8 + 1)))
        case 0xA:
            guard state.stack.count < Self.maximumDepth else { throw .tooDeep }
            state.stack.append(state.globals)
        case 0xB:
            guard let globals = state.stack.popLast() else { throw .unbalanced }
            state.globals = globals
        default: break
        }
    }

    private func local(_ tag: UInt8, _ value: UInt32, _ size: Int, _ state: inout State) {
        // Four bytes hold their own page.
        let usage = size == 4 ? value : UInt32(state.globals.page) << 16 | value & 0xFFFF
        switch tag {
        case 0: append(usage...usage, &state)
        case 1: state.minimum = usage
        case 2: state.maximum = usage
        default: break
        }
        if let minimum = state.minimum, let maximum = state.maximum {
            if minimum <= maximum { append(minimum...maximum, &state) }
            state.minimum = nil
            state.maximum = nil
        }
    }

    private func append(_ range: ClosedRange<UInt32>, _ state: inout State) {
        if state.usages.count < Self.maximumFields { state.usages.append(range) }
    }

    /// Gives a main item its place behind those before it in the same report.
    private mutating func place(_ kind: Kind, _ flags: UInt32, _ state: State) throws(HIDDescriptorError) {
        let globals = state.globals
        let key = Self.key(kind, globals.report)
        let start = lengths[key] ?? 0
        // Both are at most 32,769.
        let length = globals.size * globals.count
        guard start + length <= Self.maximumBytes * 8 else { throw .tooLong }
        lengths[key] = start + length
        let isVariable = flags & 0b10 != 0
        let isConstant = flags & 0b1 != 0
        guard isVariable, !isConstant, length > 0 else { return }
        var index = 0
        let usages = state.usages
        for (number, range) in usages.enumerated() {
            var usage = range.lowerBound
            while index < globals.count {
                let isLast = number == usages.count - 1 && usage == range.upperBound
                guard fields.count < Self.maximumFields else { throw .tooManyFields }
                // The last usage stands for all values that are left.
                let count = isLast ? globals.count - index : 1
                fields.append(
                    Field(
                        kind: kind,
                        report: globals.report,
                        usage: Usage(
                            page: UInt16(truncatingIfNeeded: usage >> 16),
                            id: UInt16(truncatingIfNeeded: usage)
                        ),
                        bit: start + index * globals.size,
                        size: globals.size,
                        count: count
                    )
                )
                index += count
                if usage == range.upperBound { break }
                usage += 1
            }
        }
    }
}
