import FieldModel
import Testing

@testable import Journal

@Suite struct ProjectionCacheTests {
    private var cache = ProjectionCache()

    private func row(_ state: UInt8?) -> ProjectionCache.Row {
        .init(hidden: [1], state: state.map { StoredState([$0]) })
    }

    @Test mutating func `a row known to be absent differs from one not known`() {
        cache.remember("absent", row(nil))
        #expect(cache.row("absent") != nil)
        #expect(cache.row("absent")?.state == nil)
        #expect(cache.row("other") == nil)
    }

    @Test mutating func `a failed batch leaves what was there, a durable one replaces it`() {
        cache.remember("row", row(1))
        cache.change("row", to: row(2))
        #expect(cache.row("row")?.state?.encoded() == [2])
        cache.discard()
        #expect(cache.row("row")?.state?.encoded() == [1])
        cache.change("row", to: row(3))
        cache.settle()
        #expect(cache.dirty.isEmpty)
        #expect(cache.row("row")?.state?.encoded() == [3])
    }

    @Test mutating func `rows in use stay, others go, and memory is bounded`() {
        cache.remember("idle", row(1))
        for number in 0..<5_000 {
            cache.remember("used", row(2))
            cache.remember("\(number)", row(nil))
            #expect(cache.count <= 2 * ProjectionCache.generation)
        }
        #expect(cache.row("used")?.state?.encoded() == [2])
        #expect(cache.row("4999") != nil)
        #expect(cache.row("idle") == nil)
    }

    @Test mutating func `a row is never older than its last change`() {
        for number in 0..<2_000 {
            cache.change("row", to: row(UInt8(number % 256)))
            cache.settle()
            for filler in 0..<number % 300 { cache.remember("\(filler)", row(nil)) }
            if let known = cache.row("row") { #expect(known.state?.encoded() == [UInt8(number % 256)]) }
        }
    }
}
