import FieldModel
import Testing

@testable import Agent

struct ControlRequestTests {
    static let requests: [ControlRequest] = [
        .status(isJSON: true), .status(isJSON: false), .journalStat, .journalVerify, .silence(true),
        .silence(false), .findings, .lines, .declareOnboard(total: 0), .declareOnboard(total: 1000),
        .journalList(stream: .track, epoch: nil, first: 0, limit: 1),
        .journalList(stream: .patients, epoch: Epoch(counter: 3, random: 9), first: 1 << 40, limit: 1000),
    ]

    @Test(arguments: requests)
    func `a request comes back from its line`(request: ControlRequest) {
        #expect(ControlRequest(line: request.line) == request)
        #expect(!request.line.contains("\n"))
    }

    @Test(
        arguments: [
            "", "status", "status xml", "journal", "journal list", "journal list track 0 0 -",
            "journal list track 0 1001 -", "journal list track -1 5 -", "journal list sky 0 5 -",
            "journal list track 0 5 x", "journal list track 0 5", "journal list track 0 5 - -", "silence",
            "Status json", "journal declare onboard", "journal declare onboard 1001",
            "journal declare onboard -1", "journal declare stock 1",
            "journal list track 99999999999999999999 5 -",
        ]
    )
    func `anything else is no request`(line: String) {
        #expect(ControlRequest(line: line) == nil)
    }
}
