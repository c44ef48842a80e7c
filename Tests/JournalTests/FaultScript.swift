import FieldModel
import Journal
import TestKit
import Wire
import Workflows

/// An hour of a node's life as steps. The same seed makes the same steps; every event carries its number as its time.
struct FaultScript {
    enum Step: Sendable {
        case append([Event])
        /// An act from outside, tried again until it is answered.
        case act(IdempotencyKey, [Event])
        case deferred([Event])
        /// A receipt for everything of a stream that was acknowledged so far.
        case receive(FieldModel.Stream)
        case marks
        case set([UInt8])
        case anchor(ClockAnchor)
        case reopen
    }

    static let lots = 24

    private(set) var steps: [Step] = []
    private var random: SplitMix
    private var number: UInt64 = 0

    init(seed: UInt64, count: Int) {
        random = SplitMix(seed)
        for index in 0..<count { steps.append(step(index)) }
    }

    private mutating func step(_ index: Int) -> Step {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7: .append((0..<Int.random(in: 1...3, using: &random)).map { _ in event() })
        case 7..<11: .act(key(index), (0..<Int.random(in: 1...4, using: &random)).map { _ in event() })
        case 11: .act(key(index), (0..<24).map { _ in event() })
        case 12..<15: .deferred((0..<Int.random(in: 1...6, using: &random)).map { _ in fix() })
        case 15, 16: .receive([.stock, .patients, .track].randomElement(using: &random) ?? .stock)
        case 17: .marks
        case 18: Bool.random(using: &random) ? .set([UInt8(index % 251)]) : .anchor(Self.anchor(index))
        default: .reopen
        }
    }

    private static func anchor(_ index: Int) -> ClockAnchor {
        ClockAnchor(
            bootMilliseconds: UInt64(index),
            unixMilliseconds: 1_700_000_000_000 + Int64(index),
            quality: .trusted,
            uncertainty: 1
        )
    }

    private func key(_ index: Int) -> IdempotencyKey {
        // Sixteen bytes always make a key.
        IdempotencyKey([UInt8(index >> 8), UInt8(index & 0xFF)] + [UInt8](repeating: 0xA5, count: 14))
            ?? key(index)
    }

    private mutating func event() -> Event {
        number += 1
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return Given.event(Given.alarm.body, at: number)
        case 1:
            return Given.event(Given.embark(Token(rawValue: "T\(number)") ?? "T").body, at: number)
        default:
            let lot = Token(rawValue: "L\(Int.random(in: 0..<Self.lots, using: &random))") ?? "L"
            return Given.event(Given.stock(Int64(number), lot: lot).body, at: number)
        }
    }

    private mutating func fix() -> Event {
        number += 1
        return Given.event(Given.fix(Int(number)).body, at: number)
    }
}
