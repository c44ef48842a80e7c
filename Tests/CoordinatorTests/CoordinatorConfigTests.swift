import ConfigFiles
import Coordinator
import Testing

@Suite struct CoordinatorConfigTests {
    private static let digest = String(repeating: "ab", count: 32)

    private func config(_ text: String, path: String = "c.toml") throws(ConfigFaults) -> CoordinatorConfig {
        try CoordinatorConfig(document: Array(text.utf8), path: path)
    }

    private func faults(_ text: String) -> [String] {
        do throws(ConfigFaults) {
            _ = try config(text)
            return []
        } catch {
            return error.description.split(separator: "\n").map(String.init)
        }
    }

    @Test func `paths are taken from the folder of the file, and everything has a default`() throws {
        let config = try config(
            "[coordinator]\nkeys = \"k\"\ndatabase = \"/d/c.db\"\n[envelopes]\n",
            path: "/etc/x/coordinator.toml"
        )
        #expect(config.keys == "/etc/x/k" && config.database == "/d/c.db" && config.control == "/d/c.db.sock")
        #expect(config.envelopes.address == "127.0.0.1" && config.envelopes.port == 8470)
        #expect(config.reading.port == 8471 && config.reading.tokens.isEmpty)
    }

    private static let head = "[coordinator]\n[envelopes]\n"

    private static let wrong: [(text: String, faults: [String])] = [
        (
            "",
            [
                "c.toml: coordinator: missing; expected a table with the header [coordinator]",
                "c.toml: envelopes: missing; expected a table with the header [envelopes]",
            ]
        ),
        (
            "[coordinator]\nkyes = \"k\"\n[envelopes]\n",
            ["c.toml:2: coordinator.kyes: unknown key; did you mean 'keys'?"]
        ),
        (
            head + "port = 70000\n",
            ["c.toml:3: envelopes.port: 70000 is out of range; expected an integer from 0 to 65535"]
        ),
        (
            head + "# the usual one\nport = \"x\"\n",
            ["c.toml:4: envelopes.port: expected an integer from 0 to 65535, not a string"]
        ),
        (
            head + "address = \"0.0.0.0\"\n",
            [
                "c.toml:3: envelopes.address: plain HTTP listens on the loopback only; "
                    + "give certificate and key, or behind_proxy = true"
            ]
        ),
        (
            head + "[reading]\naddress = \"::\"\n",
            ["c.toml:4: reading.address: beyond the loopback, reading needs certificate, key and tokens"]
        ),
        (
            head + "[reading]\ntokens = [\"abc\"]\n",
            ["c.toml:4: reading.tokens: expected SHA-256 digests as 64 hexadecimal digits"]
        ),
        (
            head + "certificate = \"c\"\n",
            ["c.toml:3: envelopes.certificate: certificate and key come together"]
        ),
        (
            "[coordinator]\na = 1\n[envelopes]\nb = 2\n[x]\n",
            [
                "c.toml:2: coordinator.a: unknown key; known here: keys, database, control",
                "c.toml:4: envelopes.b: unknown key; known here: address, port, certificate, key, behind_proxy",
                "c.toml:5: x: unknown key; known here: coordinator, envelopes, reading",
            ]
        ),
    ]

    @Test(arguments: wrong.indices) func `each fault is named with its line`(index: Int) {
        #expect(faults(Self.wrong[index].text) == Self.wrong[index].faults)
    }

    @Test func `a fault of syntax has its line, too`() {
        #expect(faults("[coordinator]\n[envelopes\n").first?.hasPrefix("c.toml:2: ") == true)
    }

    @Test func `a file that is not there, or none, is named`() {
        for path in ["/no/such/file.toml", "/dev/null"] {
            #expect {
                try CoordinatorConfig(path: path)
            } throws: { error in
                "\(error)".hasPrefix("\(path): cannot be read: ")
            }
        }
    }

    @Test func `a proxy allows plain HTTP beyond the loopback`() throws {
        let config = try config(
            Self.head
                + "address = \"0.0.0.0\"\nbehind_proxy = true\n[reading]\ntokens = [\"\(Self.digest)\"]\n"
        )
        #expect(config.envelopes.isBehindProxy && config.reading.tokens.count == 1)
    }

    @Test func `relative paths count from the file's folder, once`() throws {
        let config = try config(
            "[coordinator]\nkeys = \"k\"\ndatabase = \"l.db\"\n[envelopes]\naddress = \"127.0.0.1\"\n",
            path: "a/b/c.toml"
        )
        #expect(config.keys == "a/b/k")
        #expect(config.database == "a/b/l.db")
        #expect(config.control == "a/b/l.db.sock")
    }
}
