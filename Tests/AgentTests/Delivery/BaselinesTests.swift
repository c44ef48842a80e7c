import Exchange
import FieldModel
import Journal
import Testing
import Workflows

@testable import Agent

@Suite struct BaselinesTests {
    private let baselines = Baselines()
    private static let epoch = Epoch(counter: 1, random: 2)
    private static let id = [UInt8](1...16)

    private static func row(_ lot: String) throws -> Baseline.Row {
        let key = StockKey(
            item: ItemKey(system: .gtin, code: try #require(Token(rawValue: "07350035400010"))),
            lot: Token(rawValue: lot),
            expiry: nil,
            location: StockLocation()
        )
        return Baseline.Row(isExercise: false, state: StockState(key: key).encoded())
    }

    private static func page(
        _ first: Int,
        _ lots: [String],
        of count: Int,
        missing: UInt64 = 0,
        id: [UInt8] = id,
        stream: FieldModel.Stream = .stock
    ) throws -> Baseline {
        Baseline(
            id: id,
            through: [.init(epoch: epoch, stream: stream, next: 9)],
            missing: missing,
            count: count,
            first: first,
            rows: try lots.map(row)
        )
    }

    private func take(_ page: Baseline?, isBounded: Bool = true, at now: UInt64 = 0) -> Baselines.Step {
        baselines.take(page, of: .stock, isBounded: isBounded, at: now)
    }

    @Test func `rows are collected until all are there`() throws {
        #expect(baselines.due([.stock, .patients], isSettled: true, at: 0) == [.patients, .stock])
        #expect(baselines.request(.stock, bytes: 5_000) == Baseline.Request(bytes: 5_000))
        #expect(baselines.request(.stock, bytes: 1).bytes == 1_024)
        #expect(try take(Self.page(0, ["A", "B"], of: 3)) == .more)
        #expect(baselines.progress[.stock] == .init(have: 2, all: 3))
        #expect(baselines.due([.stock], isSettled: true, at: 0) == [.stock])
        #expect(
            baselines.request(.stock, bytes: 5_000) == Baseline.Request(id: Self.id, first: 2, bytes: 5_000)
        )
        guard case .whole(let rows, let through, 0) = try take(Self.page(2, ["C"], of: 3)) else {
            Issue.record("not whole")
            return
        }
        let names = try ["A", "B", "C"].map {
            try Projections.row(of: .stock, isExercise: false, state: Self.row($0).state).name
        }
        #expect(rows.map(\.name) == names)
        #expect(through == [Self.epoch: 9])
        // Whether it joined is not known yet; asked again soon, unless the state is known by then.
        #expect(baselines.due([.stock], isSettled: true, at: 9_999).isEmpty)
        #expect(baselines.due([.stock], isSettled: true, at: 10_000) == [.stock])
        #expect(baselines.due([], isSettled: true, at: 0).isEmpty && baselines.progress.isEmpty)
    }

    @Test func `an empty store is a whole baseline`() throws {
        #expect(try take(Self.page(0, [], of: 0)) == .whole([], through: [Self.epoch: 9], missing: 0))
    }

    @Test func `rows of another moment begin again`() throws {
        #expect(try take(Self.page(0, ["A", "B"], of: 3)) == .more)
        #expect(try take(Self.page(0, ["A"], of: 2, id: [UInt8](2...17))) == .more)
        #expect(baselines.request(.stock, bytes: 2_000).first == 1)
        guard case .whole(let rows, _, _) = try take(Self.page(1, ["D"], of: 2, id: [UInt8](2...17))) else {
            Issue.record("not whole")
            return
        }
        #expect(rows.count == 2)
    }

    @Test func `what cannot be used is asked for again later`() throws {
        var damaged = try Self.page(0, ["A"], of: 1)
        damaged.rows[0].state = [0xFF]
        let useless = [
            nil, damaged, try Self.page(1, ["B"], of: 3), try Self.page(0, [], of: 3),
            try Self.page(0, ["A"], of: 1, stream: .patients),
        ]
        for page in useless {
            let baselines = Baselines()
            #expect(baselines.take(page, of: .stock, isBounded: true, at: 5) == .later)
            #expect(baselines.due([.stock], isSettled: true, at: 600_004).isEmpty)
            #expect(baselines.due([.stock], isSettled: true, at: 600_005) == [.stock])
            #expect(baselines.request(.stock, bytes: 2_000) == Baseline.Request(bytes: 2_000))
        }
    }

    @Test func `where the coordinator lacks events, somebody has to say that it counts`() throws {
        let page = try Self.page(0, ["A"], of: 1, missing: 4)
        #expect(take(page) == .incomplete(missing: 4))
        #expect(baselines.progress[.stock]?.missing == 4)
        #expect(baselines.due([.stock], isSettled: true, at: 599_999).isEmpty)
        baselines.accept(.stock)
        #expect(baselines.due([.stock], isSettled: true, at: 0) == [.stock])
        guard case .whole(_, _, 4) = take(page) else {
            Issue.record("not whole")
            return
        }
        // It was said of this loss, not of the next.
        _ = baselines.due([], isSettled: true, at: 0)
        #expect(take(page) == .incomplete(missing: 4))
    }

    @Test func `where nobody knows how far a stream came, nothing counts by itself`() throws {
        let page = try Self.page(0, ["A"], of: 1)
        #expect(take(page, isBounded: false) == .incomplete(missing: 0))
        baselines.accept(.stock)
        guard case .whole = take(page, isBounded: false) else {
            Issue.record("not whole")
            return
        }
    }

    @Test func `while the journal folds, neither rows nor what somebody said are forgotten`() throws {
        baselines.accept(.stock)
        #expect(try take(Self.page(0, ["A"], of: 2, missing: 4)) == .more)
        #expect(baselines.due([], isSettled: false, at: 0).isEmpty)
        #expect(baselines.request(.stock, bytes: 2_000).first == 1)
        guard case .whole(_, _, 4) = try take(Self.page(1, ["B"], of: 2, missing: 4)) else {
            Issue.record("not whole")
            return
        }
    }

    @Test func `rows that never join are fetched more and more seldom`() throws {
        let page = try Self.page(0, ["A"], of: 1)
        var now: UInt64 = 0
        for pause in [10, 20, 40, 80, 160, 320, 600, 600, 600, 600] as [UInt64] {
            guard case .whole = take(page, at: now) else {
                Issue.record("not whole")
                return
            }
            #expect(baselines.due([.stock], isSettled: true, at: now + pause * 1_000 - 1).isEmpty)
            now += pause * 1_000
            #expect(baselines.due([.stock], isSettled: true, at: now) == [.stock])
        }
    }

    @Test func `rows that could not be written are fetched again later`() throws {
        guard case .whole = try take(Self.page(0, ["A"], of: 1)) else {
            Issue.record("not whole")
            return
        }
        baselines.postpone(.stock, at: 1)
        #expect(baselines.due([.stock], isSettled: true, at: 600_000).isEmpty)
        #expect(baselines.due([.stock], isSettled: true, at: 600_001) == [.stock])
    }
}
