import Testing

@testable import Journal

@Suite struct NonceSourceTests {
    @Test func `nonces are not given out twice`() throws {
        let source = NonceSource()
        var seen: Set<[UInt8]> = []
        for _ in 0..<1_000 { seen.insert(Array(try #require(source.next()))) }
        #expect(seen.count == 1_000)
        #expect(seen.allSatisfy { $0.count == 12 })
    }
}
