import FieldModel
import Inputs
import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1))) struct ScannerTrialTests {
    @Test func `one scan is heard as it came, without its end`() async throws {
        let poller = try Poller()
        let terminal = try PseudoTerminal()
        let device = try #require(terminal.descriptor)
        let trial = Task {
            await ScannerTrial.wait(
                for: .seconds(30),
                on: .serial(SerialDevice(path: terminal.path)),
                poller: poller
            )
        }
        while !terminal.hasReader { _ = await poller.sleep(for: .milliseconds(5)) }
        _ = try await device.writeAll(Array("]d2010735003540001010L1\r".utf8), poller: poller)
        let heard = await trial.value
        #expect(heard == ScannerTrial(bytes: Array("]d2010735003540001010L1".utf8), isEnded: true))
    }

    @Test(arguments: [
        ScannerLink.keyboard(KeyboardDevice(rule: .identity(vendor: 0xFFFE, product: 0xFFFE, name: "none"))),
        .hid(.identity(vendor: 0xFFFE, product: 0xFFFE, name: "none")),
        .serial(SerialDevice(path: "/nowhere")),
    ])
    func `a scanner that does not come is waited for no longer than was said`(link: ScannerLink) async throws
    {
        let start = ContinuousClock.now
        #expect(await ScannerTrial.wait(for: .milliseconds(300), on: link, poller: try Poller()) == nil)
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
