import Codecs

/// A text that may hold a personal number. A second search, over runs of digits as strings, says the same.
///
/// Source: SKV 704 and SKV 707.
enum PersonalNumberCheck {
    static func run(_ bytes: [UInt8]) {
        require(PersonalNumber.occurs(in: bytes.span) == occurs(bytes), "\(bytes)")
    }

    private static func occurs(_ bytes: [UInt8]) -> Bool {
        var runs: [(start: Int, digits: [Int])] = []
        for (index, byte) in bytes.enumerated() {
            guard (0x30...0x39).contains(byte) else { continue }
            let digit = Int(byte) - 0x30
            if let last = runs.last, last.start + last.digits.count == index {
                runs[runs.count - 1].digits.append(digit)
            } else {
                runs.append((index, [digit]))
            }
        }
        for (number, run) in runs.enumerated() {
            if run.digits.count == 10 || run.digits.count == 12, isPerson(run.digits) { return true }
            guard run.digits.count == 6 || run.digits.count == 8, number + 1 < runs.count else { continue }
            let next = runs[number + 1]
            let end = run.start + run.digits.count
            guard next.start == end + 1, next.digits.count == 4, "-+/".utf8.contains(bytes[end]) else {
                continue
            }
            if isPerson(run.digits + next.digits) { return true }
        }
        return false
    }

    private static func isPerson(_ digits: [Int]) -> Bool {
        let ten = digits.suffix(10).map(\.self)
        let doubled = ten.enumerated().map {
            $0.offset % 2 == 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][$0.element] : $0.element
        }
        guard doubled.reduce(0, +) % 10 == 0 else { return false }
        let (month, day) = (ten[2] * 10 + ten[3], ten[4] * 10 + ten[5])
        let centuries = digits.count == 12 ? [digits[0] * 10 + digits[1]] : [19, 20]
        return centuries.contains { century in
            let year = century * 100 + ten[0] * 10 + ten[1]
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let months = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            guard (1...12).contains(month), (18...20).contains(century) else { return false }
            return (1...months[month - 1]).contains(day) || (1...months[month - 1]).contains(day - 60)
        }
    }
}
