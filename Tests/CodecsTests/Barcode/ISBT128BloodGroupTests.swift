import Codecs
import Testing

@Suite struct ISBT128BloodGroupTests {
    private func decoded(_ code: String) -> BloodGroup? {
        let bytes = Array(code.utf8)
        return BloodGroup(bytes[0], bytes[1])
    }

    @Test(
        arguments: [
            ("95", .o, .negative), ("51", .o, .positive), ("06", .a, .negative), ("62", .a, .positive),
            ("17", .b, .negative), ("73", .b, .positive), ("28", .ab, .negative), ("84", .ab, .positive),
            ("55", .o, .unknown), ("66", .a, .unknown), ("77", .b, .unknown), ("88", .ab, .unknown),
            ("D6", .paraBombay, .negative), ("E6", .paraBombay, .positive), ("G6", .bombay, .negative),
            ("H6", .bombay, .positive), ("I6", .oParaBombay, .negative), ("J6", .oParaBombay, .positive),
            ("K6", .aParaBombay, .negative), ("N6", .aParaBombay, .positive),
            ("L6", .bParaBombay, .negative), ("O6", .bParaBombay, .positive),
            ("M6", .abParaBombay, .negative), ("Q6", .abParaBombay, .positive),
            ("A0", .a, .pooled), ("B0", .b, .pooled), ("C0", .ab, .pooled), ("D0", .o, .pooled),
            ("E0", .pooled, .positive), ("F0", .pooled, .negative), ("G0", .pooled, .pooled),
            ("H0", .pooled, .unknown), ("I0", .a1, .unknown), ("J0", .a2, .unknown), ("K0", .a1B, .unknown),
            ("L0", .a2B, .unknown), ("T1", .unknown, .positive), ("T2", .unknown, .negative),
            ("T3", .unknown, .unknown),
        ] as [(String, BloodGroup.ABO, BloodGroup.RhD)]
    )
    func `a code is a group for any use`(code: String, abo: BloodGroup.ABO, rhD: BloodGroup.RhD) throws {
        let group = try #require(decoded(code))
        #expect(group.abo == abo)
        #expect(group.rhD == rhD)
        #expect(group.use == .unspecified)
        #expect(group.message == nil)
    }

    @Test(
        arguments: [
            (.directed, "91", "47", "02", "80", "P2", "C2", "Q2"),
            (.emergency, "92", "48", "03", "81", "P3", "C3", "Q3"),
            (.directedBiohazard, "93", "49", "04", "82", "P4", "C4", "Q4"),
            (.directedCrossover, "94", "50", "05", "83", "P5", "C5", "Q5"),
            (.autologousCrossover, "96", "52", "07", "85", "P7", "C7", "Q7"),
            (.autologous, "97", "53", "08", "86", "P8", "C8", "Q8"),
            (.autologousBiohazard, "98", "54", "09", "87", "P9", "C9", "Q9"),
        ] as [(BloodGroup.Use, String, String, String, String, String, String, String)]
    )
    func `a code may say the intended use`(
        row: (BloodGroup.Use, String, String, String, String, String, String, String)
    ) {
        let groups = [row.1, row.2, row.3, row.4, row.5, row.6, row.7].map(decoded)
        #expect(groups.map { $0?.use } == Array(repeating: row.0, count: 7))
        #expect(groups.map { $0?.abo } == [.o, .o, .a, .ab, .o, .ab, .abParaBombay])
        #expect(
            groups.map { $0?.rhD } == [
                .negative, .positive, .negative, .positive, .unknown, .unknown, .positive,
            ]
        )
    }

    @Test(
        arguments: [
            ("00", .noInformation), ("Ma", .autologous), ("Mb", .biohazard), ("Md", .discard),
            ("Mf", .fractionation), ("Mq", .quarantine), ("Mr", .research), ("Mx", .notForTransfusion),
            ("T4", .tissueAutologousQuarantine), ("T5", .tissueSeeOuterPackaging),
            ("T6", .tissueMustBeSterilised),
        ] as [(String, BloodGroup.Message)]
    )
    func `a code may be a message`(code: String, message: BloodGroup.Message) throws {
        let group = try #require(decoded(code))
        #expect(group.message == message)
        #expect(group.abo == .unknown)
        #expect(group.rhD == .unknown)
    }

    @Test func `as many codes are known as the tables list`() {
        let characters = (0x20...0x7E).map { UInt8($0) }
        let known = characters.flatMap { first in characters.filter { BloodGroup(first, $0) != nil } }
        // 24 groups for 8 uses; 12 pools and subgroups; 14 messages.
        #expect(known.count == 24 * 8 + 12 + 14)
    }
}
