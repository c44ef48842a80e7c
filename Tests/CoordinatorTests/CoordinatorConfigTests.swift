import Coordinator
import Testing

@Suite struct CoordinatorConfigTests {
    private static let digest = String(repeating: "ab", count: 32)

    @Test func `paths are taken from the folder of the file, and everything has a default`() throws {
        let config = try CoordinatorConfig(
            text: "[coordinator]\nkeys = \"k\"\ndatabase = \"/d/c.db\"\n[envelopes]\n",
            path: "/etc/x/coordinator.toml"
        )
        #expect(config.keys == "/etc/x/k" && config.database == "/d/c.db" && config.control == "/d/c.db.sock")
        #expect(config.envelopes.address == "127.0.0.1" && config.envelopes.port == 8470)
        #expect(config.reading.port == 8471 && config.reading.tokens.isEmpty)
    }

    @Test(
        arguments: [
            ("", "[coordinator] is missing"),
            ("[coordinator]\nkyes = \"k\"\n[envelopes]\n", "coordinator: unknown key kyes"),
            ("[coordinator]\n[envelopes]\nport = 70000\n", "envelopes: port: expected 0 to 65535"),
            ("[coordinator]\n[envelopes]\nport = \"x\"\n", "envelopes: port: expected an integer"),
            (
                "[coordinator]\n[envelopes]\naddress = \"0.0.0.0\"\n",
                "envelopes: plain HTTP listens on the loopback only"
            ),
            (
                "[coordinator]\n[envelopes]\n[reading]\naddress = \"::\"\n",
                "reading: beyond the loopback it needs"
            ),
            (
                "[coordinator]\n[envelopes]\n[reading]\ntokens = [\"abc\"]\n",
                "reading: tokens: expected SHA-256"
            ),
            (
                "[coordinator]\n[envelopes]\ncertificate = \"c\"\n",
                "envelopes: certificate and key come together"
            ),
            ("[coordinator\n", "line 1"),
        ]
    )
    func `each fault is named`(text: String, fault: String) {
        #expect {
            try CoordinatorConfig(text: text, path: "c.toml")
        } throws: { error in
            "\(error)".contains(fault)
        }
    }

    @Test func `several faults are told at once`() {
        #expect {
            try CoordinatorConfig(text: "[coordinator]\na = 1\n[envelopes]\nb = 2\n", path: "c.toml")
        } throws: { error in
            (error as? CoordinatorConfig.Faults)?.faults.count == 2
        }
    }

    @Test func `a proxy allows plain HTTP beyond the loopback`() throws {
        let config = try CoordinatorConfig(
            text:
                "[coordinator]\n[envelopes]\naddress = \"0.0.0.0\"\nbehind_proxy = true\n[reading]\ntokens = [\"\(Self.digest)\"]\n",
            path: "c.toml"
        )
        #expect(config.envelopes.isBehindProxy && config.reading.tokens.count == 1)
    }

    @Test func `relative paths count from the file's folder, once`() throws {
        let config = try CoordinatorConfig(
            text: "[coordinator]\nkeys = \"k\"\ndatabase = \"l.db\"\n[envelopes]\naddress = \"127.0.0.1\"\n",
            path: "a/b/c.toml"
        )
        #expect(config.keys == "a/b/k")
        #expect(config.database == "a/b/l.db")
        #expect(config.control == "a/b/l.db.sock")
    }
}
