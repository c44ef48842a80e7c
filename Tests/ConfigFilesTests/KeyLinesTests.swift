import Testing

@testable import ConfigFiles

struct KeyLinesTests {
    /// The line of a key path, whose numbers are places in arrays.
    private func line(_ path: String, in text: String) throws -> Int? {
        let steps = path.split(separator: "/").map { Int($0).map(ConfigPath.Step.index) ?? .key(String($0)) }
        return try KeyLines(Array(text.utf8))[steps.reduce(ConfigPath()) { $0.appending($1) }]
    }

    @Test func `tables, arrays of tables and what is in them have their lines`() throws {
        let text = """
            # comment with [brackets] and a = 1
            top = 1

            [ node . 'capacity' ]   # comment
            litter = 1
            [[input]]
            name = "a"
            [input.signal]
            accepted = "x"
            [[input]]
            name = "b"
            """
        #expect(try line("top", in: text) == 2)
        #expect(try line("node", in: text) == 4)
        #expect(try line("node/capacity/litter", in: text) == 5)
        #expect(try line("input/0", in: text) == 6)
        #expect(try line("input/0/name", in: text) == 7)
        #expect(try line("input/0/signal/accepted", in: text) == 9)
        #expect(try line("input/1", in: text) == 10)
        #expect(try line("input/1/name", in: text) == 11)
    }

    @Test func `dotted and quoted keys are one path`() throws {
        let text = "a.\"b.c\".d = 1\n'e=f' = 2\n\"g\\u0061\\\"\" = 3\r\nlast = 4"
        #expect(try line("a/b.c/d", in: text) == 1)
        #expect(try line("e=f", in: text) == 2)
        #expect(try line("ga\"", in: text) == 3)
        #expect(try line("last", in: text) == 4)
    }

    @Test func `strings over several lines hide what looks like keys`() throws {
        let text = #"""
            a = """
            x = 1 \
            [table] ""\"
            """
            b = '''
            y = "''
            ''''
            c = "# not a comment, not \" the end" # but this is
            d = 1
            """#
        #expect(try line("b", in: text) == 5)
        #expect(try line("c", in: text) == 8)
        #expect(try line("d", in: text) == 9)
        #expect(try line("x", in: text) == nil)
    }

    @Test func `elements of arrays and inline tables have their own lines`() throws {
        let text = """
            input = [
              { name = "a", line = { baud = 1 } }, # one
              # none
              { name = "b" },
            ]
            after = [[1, 2], [3]]
            """
        #expect(try line("input/0/line/baud", in: text) == 2)
        #expect(try line("input/1/name", in: text) == 4)
        #expect(try line("after/1/0", in: text) == 6)
    }
}
