import LinuxIO
import Testing

@Suite struct DeviceRuleTests {
    private let scanner = DeviceIdentity(
        vendor: 0x0C2E,
        product: 0x0B61,
        name: "Honeywell Voyager 1450g",
        place: "usb-0000:00:14.0-2/input0"
    )

    private static let rules: [(rule: DeviceRule, fits: Bool)] = [
        (.identity(vendor: 0x0C2E, product: nil, name: nil), true),
        (.identity(vendor: 0x0C2E, product: 0x0B61, name: nil), true),
        (.identity(vendor: 0x0C2E, product: 0x0B61, name: "Voyager"), true),
        (.identity(vendor: nil, product: nil, name: "Voyager"), true),
        (.identity(vendor: 0x0C2E, product: 0x0B62, name: nil), false),
        (.identity(vendor: 0x05E0, product: nil, name: "Voyager"), false),
        (.identity(vendor: nil, product: nil, name: "voyager"), false),
        (.identity(vendor: nil, product: nil, name: nil), false),
        (.path("/dev/input/event0"), true),
    ]

    @Test(arguments: rules) func `a rule means what all of it says`(_ rule: DeviceRule, _ fits: Bool) {
        #expect(rule.accepts(scanner) == fits)
    }

    @Test func `a rule is written as the configuration has it`() {
        let rule = DeviceRule.identity(vendor: 0xC2E, product: 0xB61, name: "Voyager")
        #expect("\(rule)" == "vendor 0x0c2e product 0x0b61 name \"Voyager\"")
    }

    /// Where another device is plugged in, and whether it is part of the same hardware.
    private static let places: [(place: String, isPart: Bool)] = [
        ("usb-0000:00:14.0-2/input1", true), ("usb-0000:00:14.0-3/input0", false), ("", false),
        ("00:1a:7d:da:71:13", false),
    ]

    @Test(arguments: places) func `interfaces of one device belong together`(_ place: String, _ isPart: Bool)
    {
        var other = scanner
        other.place = place
        #expect(other.isPart(of: scanner) == isPart)
        #expect(scanner.isPart(of: other) == isPart)
        other.product = 1
        #expect(!other.isPart(of: scanner))
    }

    @Test func `what is no event device and no hidraw device says so`() {
        for path in ["/dev/null", "/dev/zero"] {
            #expect(throws: Errno.self) { try EventDevice(opening: path) }
            #expect(throws: Errno.self) { try HIDDevice(opening: path) }
        }
        #expect(throws: Errno.notFound) { try EventDevice.take(.path("/nowhere/event0")) }
        #expect(throws: Errno.notFound) { try HIDDevice.candidates(.path("/nowhere/hidraw0")) }
    }
}
