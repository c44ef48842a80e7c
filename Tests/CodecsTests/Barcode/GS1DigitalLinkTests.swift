import Codecs
import Testing

@Suite struct GS1DigitalLinkTests {
    private static let item = ["01", "07350035400010"]

    @Test(
        arguments: [
            ("https://id.gs1.org/01/07350035400010", [item]), ("http://example.com/01/7350035400010", [item]),
            ("HTTPS://EXAMPLE.COM/01/07350035400010#top", [item]),
            (
                "https://example.com/a/b/01/07350035400010/22/V/10/L/21/S",
                [item, ["22", "V"], ["10", "L"], ["21", "S"]]
            ),
            ("https://example.com/01/07350035400010/235/T?10=L", [item, ["235", "T"], ["10", "L"]]),
            (
                "https://example.com/01/00000073500537?a=b&17=270300&&x",
                [["01", "00000073500537"], ["17", "270300"]]
            ),
            ("https://example.com/01/73500537", [["01", "00000073500537"]]),
            ("https://example.com/01/07350035400010/10/A%2fB%25", [item, ["10", "A/B%"]]),
            ("https://example.com/01/07350035400010/10/A+B%2B", [item, ["10", "A+B+"]]),
            (
                "https://example.com/01/07350035400010/10/A+B?17=270331",
                [item, ["10", "A+B"], ["17", "270331"]]
            ),
            ("https://example.com/00/01/00/373500354000000011", [["00", "373500354000000011"]]),
            (
                "https://example.com" + String(repeating: "/10", count: 21)
                    + "/01/07350035400010/22/V/10/L/21/S",
                [item, ["22", "V"], ["10", "L"], ["21", "S"]]
            ),
            ("https://example.com/01/07350035400010?u=/10/L?21=S", [item]),
            ("http://10/01/07350035400010?1a=B&=C&17&123456789", [item]),
            ("https://example.com/01/07350035400010#/10/L?17=270331", [item]),
            ("https://example.com/8004/7350035400A?01=7350035400010", [["8004", "7350035400A"], item]),
        ] as [(String, [[String]])]
    )
    func `a link is its elements`(text: String, elements: [[String]]) {
        for prefix in ["", "]Q1", "]d1"] {
            let (reading, error) = GS1Text.read(prefix + text)
            #expect(error == nil)
            #expect(GS1Text.elements(reading) == elements)
        }
    }

    @Test(
        arguments: [
            ("https://example.com", .digitalLink, 19), ("https:///01/07350035400010", .digitalLink, 8),
            ("https://example.com/hello", .digitalLink, 19),
            ("https://dlnkd.tn.gg/ARFKk4XFAQ", .digitalLink, 19),
            ("https://example.com/01/07350035400010/", .digitalLink, 19),
            ("https://example.com/01/07350035400010/21/S/10/L", .digitalLink, 43),
            ("https://example.com/01/07350035400010/235/T/10/L", .digitalLink, 44),
            (
                "https://example.com/01/07350035400010" + String(repeating: "/10/L", count: 9), .digitalLink,
                19
            ),
            ("https://example.com/10/L/21/S", .digitalLink, 19),
            ("https://example.com/01/07350035400010?10=L", .digitalLink, 38),
            ("https://example.com/01/07350035400010?21=S", .digitalLink, 38),
            ("https://example.com/01/07350035400010?05=S", .digitalLink, 38),
            ("https://example.com/01/07350035400010?17=270331&17=270331", .digitalLink, 48),
            ("https://example.com/01/07350035400010?17=", .digitalLink, 38),
            ("https://example.com/01/07350035400010?7=A", .digitalLink, 38),
            ("https://example.com/01/07350035400010?a=1&0123456789=A", .digitalLink, 42),
            ("http://01/07350035400010", .digitalLink, 9),
            ("https://example.com/a01/07350035400010", .digitalLink, 19),
            ("https://example.com/123456701/07350035400010", .digitalLink, 19),
            ("https://example.com/01/0735003540001A", .charset, 36),
            ("https://example.com/01/7350035400011", .checkDigit, 35),
            ("https://example.com/01/073500354000", .checkDigit, 34),
            ("https://example.com/01/0735", .length, 27),
            ("https://example.com/01/07350035400010/10/A%2FB%7EC", .charset, 46),
            ("https://example.com/01/07350035400010/10/ABCDEFGHIJKLMNOPQRSTU", .tooLong, 61),
            ("https://example.com/01/07350035400010?4300=A%2525", .missingRequired, 43),
            ("https://example.com/01/07350035400010/10/A B", .digitalLink, 42),
        ] as [(String, BarcodeError.Reason, Int)]
    )
    func `a wrong link says where`(text: String, reason: BarcodeError.Reason, position: Int) {
        let error = GS1Text.read(text).error
        #expect(error?.reason == reason)
        #expect(error?.position == position)
    }
}
