import Testing

@testable import Agent

struct WebAddressTests {
    @Test(arguments: [
        ("https://pecc.example.se", "https://pecc.example.se"),
        ("HTTPS://PECC.example.se:8443/v1/", "https://pecc.example.se:8443/v1"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("socks5h://10.0.0.1:1080", "socks5h://10.0.0.1:1080"),
    ])
    func `an address keeps its parts`(text: String, printed: String) {
        #expect(WebAddress(text)?.description == printed)
    }

    @Test(arguments: [
        "", "https://", "https:/a", "//a", "ftp://a", "https://a:0", "https://a:65536", "https://a:+1",
        "https://a:",
        "https://u@a", "https://a?b", "https://a#b", "https://a b", "https://[::1", "https://[a]",
        "https://::1",
        "https://[::1]x", "https://a\\b", "https://a\n", "https://å.se", "https://a%2fb",
    ])
    func `what is no plain address is refused`(text: String) {
        #expect(WebAddress(text) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.9", true), ("LOCALHOST", true), ("[::1]", true),
        ("[0:0:0:0:0:0:0:1]", true),
        ("128.0.0.1", false), ("127.0.0.1.example.se", false), ("localhost.example.se", false),
        ("127.1", false),
        ("[::ffff:127.0.0.1]", false), ("[::2]", false), ("2130706433", false),
    ])
    func `only this machine is loopback`(host: String, isLoopback: Bool) {
        #expect(WebAddress("http://\(host)")?.isLoopback == isLoopback)
    }
}
