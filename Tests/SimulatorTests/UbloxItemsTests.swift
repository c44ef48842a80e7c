import Testing

@testable import Simulator

/// What the simulated receiver owes to the description of VALSET and VALGET, apart from any codec of the agent.
@Suite struct UbloxItemsTests {
    /// CFG-NAVSPG-DYNMODEL and CFG-RATE-MEAS.
    private let model: [UInt8] = [0x21, 0x00, 0x11, 0x20]
    private let rate: [UInt8] = [0x01, 0x00, 0x21, 0x30]

    private func items() -> UbloxItems { UbloxItems(factory: UbloxModel.f9.factory) }

    @Test func `a value goes into the layers that are named`() {
        var items = items()
        let isSet = items.set([0, 5, 0, 0] + model + [4])
        #expect(isSet)
        #expect(items.get([0, 0, 0, 0] + model) == [1, 0, 0, 0] + model + [4])
        #expect(items.get([0, 2, 0, 0] + model) == [1, 2, 0, 0] + model + [4])
        #expect(items.get([0, 1, 0, 0] + model) == nil)
        #expect(items.get([0, 7, 0, 0] + model) == [1, 7, 0, 0] + model + [0])
        let isDeleted = items.delete([0, 4, 0, 0] + model)
        #expect(isDeleted)
        #expect(items.get([0, 2, 0, 0] + model) == nil)
    }

    @Test(
        arguments: [
            [0, 1, 0, 0, 0x99, 0x00, 0x11, 0x20, 4], [0, 0, 0, 0, 0x21, 0x00, 0x11, 0x20, 4],
            [0, 8, 0, 0, 0x21, 0x00, 0x11, 0x20, 4], [0, 1, 0, 0, 0x21, 0x00, 0x11, 0x20],
            [0, 1, 0], [2, 1, 0, 0, 0x21, 0x00, 0x11, 0x20, 4], [1, 1, 2, 0, 0x21, 0x00, 0x11, 0x20, 4],
        ] as [[UInt8]]
    )
    func `an unknown key, layer or step is refused whole`(payload: [UInt8]) {
        var items = items()
        let isSet = items.set(payload)
        #expect(!isSet)
        #expect(items.value(0x2011_0021) == 0)
    }

    @Test func `a transaction becomes true with its last message`() {
        var items = items()
        let begun = [items.set([1, 1, 1, 0] + model + [4]), items.set([1, 1, 2, 0] + rate + [100, 0])]
        #expect(begun == [true, true])
        #expect(items.value(0x2011_0021) == 0 && items.value(0x3021_0001) == 1_000)
        let isEnded = items.set([1, 1, 3, 0])
        #expect(isEnded)
        #expect(items.value(0x2011_0021) == 4 && items.value(0x3021_0001) == 100)
    }

    @Test func `all items come in pages of 64`() {
        let items = items()
        let everything: [UInt8] = [0xFF, 0xFF, 0xFF, 0x0F]
        var seen: [UInt8] = []
        var pages = 0
        while let page = items.get([0, 0, UInt8(pages * 64 % 256), UInt8(pages * 64 / 256)] + everything) {
            seen += page.dropFirst(4)
            pages += 1
        }
        #expect(pages == (UbloxModel.f9.factory.count + 63) / 64)
        let width = UbloxModel.f9.factory.keys.reduce(0) { sum, key in
            sum + 4 + [1: 1, 2: 1, 3: 2, 4: 4, 5: 8][key >> 28, default: 0]
        }
        #expect(seen.count == width)
    }

    @Test func `frames are found in noise and halves`() {
        var frames = UbloxFrames()
        let whole = UbloxFrames.bytes(0x0A04, [])
        #expect(whole == [0xB5, 0x62, 0x0A, 0x04, 0, 0, 0x0E, 0x34])
        let halves = [frames.take([0x00, 0xB5, 0xB5] + whole[..<5]), frames.take(whole[5...])]
        #expect(halves == [[], [UbloxFrames.Frame(kind: 0x0A04, payload: [])]])
        var damaged = whole
        damaged[7] = 0
        let found = frames.take(damaged[...] + whole)
        #expect(found == [UbloxFrames.Frame(kind: 0x0A04, payload: [])])
    }
}
