import FieldModel
import Testing

@testable import Journal

@Suite struct ProjectionCacheTests {
    private var cache = ProjectionCache()

    private func row(_ name: String, _ state: UInt8?) -> ProjectionCache.Row {
        .init(
            name: name,
            hidden: Array((name + "...............").utf8.prefix(16)),
            state: state.map { StoredState([$0]) }
        )
    }

    /// Gives a row that is known a new state.
    private mutating func change(_ name: String, to state: UInt8, stamp: Int64 = 1) throws {
        let known = cache.row(name)
        let row = try #require(known)
        let isChanged = cache.change(row, stamp: stamp) {
            $0 = StoredState([state])
            return true
        }
        #expect(isChanged)
    }

    private mutating func state(_ name: String) -> [UInt8]? { cache.row(name)?.state?.encoded() }

    @Test mutating func `a row known to be absent differs from one not known`() {
        cache.remember(row("absent", nil))
        #expect(cache.row("absent") != nil)
        #expect(cache.row("absent")?.state == nil)
        #expect(cache.row("other") == nil)
    }

    @Test mutating func `a failed batch leaves what was there, a durable one replaces it`() throws {
        cache.remember(row("row", 1))
        cache.remember(row("new", nil))
        try change("row", to: 2)
        try change("row", to: 3, stamp: 2)
        try change("new", to: 4)
        #expect(state("row") == [3])
        cache.discard()
        #expect(state("row") == [1])
        #expect(cache.row("row")?.stamp == 0)
        #expect(cache.row("new")?.state == nil)
        #expect(cache.unwritten.isEmpty)
        try change("row", to: 5)
        cache.settle(areWritten: true)
        cache.discard()
        #expect(cache.unwritten.isEmpty)
        #expect(state("row") == [5])
    }

    @Test mutating func `a request that fails alone undoes what it changed and no more`() throws {
        for name in ["before", "both", "after"] { cache.remember(row(name, 1)) }
        try change("before", to: 2)
        try change("both", to: 2)
        let mark = cache.mark()
        try change("both", to: 3)
        try change("after", to: 3)
        cache.discard(to: mark)
        #expect(state("before") == [2])
        #expect(state("both") == [2])
        #expect(state("after") == [1])
        #expect(cache.unwritten.map(\.name) == ["before", "both"])
        cache.discard()
        for name in ["before", "both", "after"] { #expect(state(name) == [1]) }
    }

    @Test mutating func `a state that is left as it was needs no writing`() throws {
        cache.remember(row("row", 1))
        let known = cache.row("row")
        let row = try #require(known)
        let isChanged = cache.change(row, stamp: 9) { _ in false }
        #expect(!isChanged)
        #expect(row.stamp == 0)
        #expect(cache.unwritten.isEmpty)
    }

    @Test mutating func `rows wait until they are written, once each and in the order of their places`()
        throws
    {
        for name in ["b", "a", "c"] { cache.remember(row(name, 1)) }
        try change("b", to: 2)
        cache.settle(areWritten: false)
        try change("b", to: 3)
        try change("a", to: 3)
        #expect(cache.unwritten.map(\.name) == ["a", "b"])
        cache.discard()
        #expect(state("b") == [2])
        #expect(cache.unwritten.map(\.name) == ["b"])
        try change("c", to: 4)
        cache.settle(areWritten: true)
        #expect(cache.unwritten.isEmpty)
    }

    @Test mutating func `rows in use stay, and memory is bounded`() {
        cache.remember(row("used", 2))
        for number in 0..<20_000 {
            #expect(cache.row("used") != nil)
            cache.remember(row("\(number)", nil))
            #expect(cache.count <= ProjectionCache.limit)
        }
        #expect(state("used") == [2])
        #expect(cache.row("19999") != nil)
    }

    @Test mutating func `what waits to be written is never forgotten`() throws {
        for number in 0..<500 {
            cache.remember(row("w\(number)", 1))
            try change("w\(number)", to: 2)
            if number.isMultiple(of: 2) { cache.settle(areWritten: false) }
        }
        for number in 0..<20_000 { cache.remember(row("\(number)", nil)) }
        for number in 0..<500 { #expect(state("w\(number)") == [2]) }
        #expect(cache.count <= ProjectionCache.limit + 500)
    }
}
