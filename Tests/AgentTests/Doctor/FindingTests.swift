import FieldModel
import Testing

@testable import Agent

struct FindingTests {
    private static func placeholders(_ text: String) -> Set<Int> {
        Set(
            text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap {
                Int($0.prefix { $0 != "}" })
            }
        )
    }

    @Test(arguments: FindingCode.allCases)
    func `every finding has whole texts in both languages, and advice where something is wrong`(
        code: FindingCode
    ) {
        let names = Set(code.argumentNames.indices)
        let english = code.texts(.english)
        let swedish = code.texts(.swedish)
        for (problem, remedy) in [english, swedish] {
            #expect(problem.hasSuffix(".") && problem.count > 10)
            #expect(Self.placeholders(problem).union(Self.placeholders(remedy)) == names)
            #expect(remedy.isEmpty == (code.severity == .note))
        }
        #expect(english.problem != swedish.problem)
        #expect(english.remedy != swedish.remedy || english.remedy.isEmpty)
        #expect(Self.placeholders(english.problem) == Self.placeholders(swedish.problem))
        let finding = Finding(code, arguments: code.argumentNames)
        for language in DoctorLanguage.allCases {
            #expect(!finding.problem(language).contains("{") && !finding.remedy(language).contains("{"))
        }
    }

    @Test(arguments: FindingCode.allCases)
    func `a finding comes back from the control socket as it went`(code: FindingCode) {
        let finding = Finding(code, arguments: code.argumentNames)
        #expect(Finding(line: finding.line[...]) == finding)
    }

    @Test func `arguments cannot break a line, and a code of another version is passed over`() {
        let finding = Finding(.deviceMissing, "gnss\n\u{1B}[2J", "/dev/\ttty")
        #expect(!finding.line.contains("\n"))
        #expect(Finding(line: finding.line[...]) == finding)
        #expect(Finding(line: "warp_core_breach\tx") == nil)
        #expect(Finding(line: "") == nil)
        let wild = Finding(.deviceMissing, "{1}", "{0}{7}{")
        #expect(wild.problem(.english) == "{1}: the device {0}{7}{ does not exist.")
        #expect(Finding(.deviceMissing).problem(.english) == "{0}: the device {1} does not exist.")
    }

    @Test func `the worst comes first, and equals stay in order`() {
        let found: [Finding] = [
            Finding(.clockOk, "1"), Finding(.noInputs), Finding(.keyMissing, "b"), Finding(.noLinks),
            Finding(.keyMissing, "a"),
        ]
        #expect(
            found.worstFirst == [
                Finding(.keyMissing, "b"), Finding(.keyMissing, "a"), Finding(.noInputs), Finding(.noLinks),
                Finding(.clockOk, "1"),
            ]
        )
        #expect(found.summary(.english) == "2 errors, 2 warnings")
        #expect(found.summary(.swedish) == "2 fel, 2 varningar")
    }

    @Test(
        arguments: [
            ([:], .english), (["LANG": "sv_SE.UTF-8"], .swedish), (["LANG": "en_GB.UTF-8"], .english),
            (["LC_ALL": "C", "LANG": "sv_SE.UTF-8"], .english), (["LC_ALL": "", "LANG": "sv_FI"], .swedish),
            (["LC_MESSAGES": "sv", "LANG": "de_DE"], .swedish),
            (["LC_ALL": "sv_SE", "LC_MESSAGES": "en_US"], .swedish),
        ] as [([String: String], DoctorLanguage)]
    )
    func `the locale chooses the language`(variables: [String: String], expected: DoctorLanguage) {
        #expect(DoctorLanguage { variables[$0] } == expected)
    }

    @Test func `a finding is one object of JSON`() {
        #expect(
            Finding(.clockUndisciplined).json(.swedish).text.hasPrefix(
                #"{"severity":"warning","code":"clock_undisciplined","arguments":[],"problem":"Ingen håller"#
            )
        )
    }
}
