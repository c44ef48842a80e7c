import Testing

@testable import LinuxIO

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        ("192.0.2.1:5017", "192.0.2.1:5017"), ("localhost:2947", "127.0.0.1:2947"),
        ("[2001:db8::1]:1", "[2001:db8::1]:1"), ("0.0.0.0:65535", "0.0.0.0:65535"),
        ("[::1]", "[::1]:2947"), ("127.0.0.1", "127.0.0.1:2947"),
    ])
    func `an address is read and written`(text: String, written: String) {
        #expect(NetworkAddress(text, defaultPort: 2_947)?.description == written)
    }

    @Test(arguments: [
        "", ":5017", "gps.example.se:5017", "192.0.2:5017", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:+5",
        "192.0.2.1:5:6", "::1:5017", "[::1", "[127.0.0.1]:5", "[::1]5", "192.0.2.1 :5", "tcp://192.0.2.1:5",
    ])
    func `anything else is no address`(text: String) {
        #expect(NetworkAddress(text, defaultPort: 2_947) == nil)
    }

    @Test func `without a default the port must be there`() { #expect(NetworkAddress("127.0.0.1") == nil) }

    @Test(arguments: ["127.0.0.1:0", "[::1]:0"])
    func `the kernel takes the address and gives it back`(text: String) throws {
        let address = try #require(NetworkAddress(text))
        let socket = try InternetSocket.listen(on: address)
        let bound = try #require(InternetSocket.address(of: socket))
        #expect(bound.host == address.host)
        #expect(bound.port > 0)
    }
}
