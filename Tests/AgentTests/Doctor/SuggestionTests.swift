import Inputs
import LinuxIO
import TestKit
import Testing

@testable import Agent

struct SuggestionTests {
    @Test func `a scanner that types is suggested, and a keyboard is left to who types on it`() async throws {
        let scanner = "/dev/input/by-id/usb-Honeywell_Voyager_1450g_17-event-kbd"
        let machine = try FileTree([
            scanner: "", "/dev/input/by-id/usb-Logitech_USB_Keyboard-event-kbd": "",
            "/dev/input/by-id/usb-Zebra_Scanner-event-mouse": "",
        ])
        let suggestion = Suggestion(poller: try Poller(), files: machine.files, lookTime: .seconds(1))
        let config = try ConfigFolder().load(await suggestion.text(devices: []))
        let device = KeyboardDevice(rule: .path(machine.root + scanner))
        #expect(config.inputs.map(\.connection) == [.keyboard(device)])
    }

    @Test func `without any device the suggestion is a sound node without inputs`() async throws {
        let machine = try FileTree([:])
        let suggestion = Suggestion(poller: try Poller(), files: machine.files, lookTime: .seconds(1))
        let text = await suggestion.text(devices: [])
        #expect(text.contains("# No device was found."))
        #expect(try ConfigFolder().load(text).inputs.isEmpty)
    }
}
