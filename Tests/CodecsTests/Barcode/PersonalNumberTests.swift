import Codecs
import Testing

@Suite struct PersonalNumberTests {
    private func occurs(in text: String) -> Bool { occurs(in: Array(text.utf8)) }
    private func occurs(in bytes: [UInt8]) -> Bool { PersonalNumber.occurs(in: bytes.span) }

    /// Numbers that Skatteverket publishes for tests, and their written forms.
    @Test(arguments: [
        "8112189876", "811218-9876", "811218+9876", "198112189876", "19811218-9876", "19811218+9876",
        "811218/9876", "ID 811218-9876.", "X8112189876Y", "8112789873", "19811278-9873", "0002296127",
    ])
    func `a right one is seen in every form`(text: String) {
        #expect(occurs(in: text))
    }

    @Test(arguments: [
        "8112189877", "8113189876", "8102309872", "0102296126", "19811218987", "811218-98765", "811218-987",
        "811218.9876", "178112189876", "218112189876", "81121898761", "1981121898761", "", "-", "811218-",
        "7350035400010", "07350035400010",
    ])
    func `a wrong check digit, day, century or length is none`(text: String) {
        #expect(!occurs(in: text))
    }

    @Test func `one wrong digit is always seen`() {
        let right = Array("198112189876".utf8)
        for index in 2..<right.count {
            for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != right[index] {
                var wrong = right
                wrong[index] = digit
                #expect(!occurs(in: wrong))
            }
        }
    }
}
