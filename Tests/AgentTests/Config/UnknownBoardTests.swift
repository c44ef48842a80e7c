import ConfigFiles
import Testing

@testable import Agent

struct UnknownBoardTests {
    let folder: ConfigFolder

    init() throws { folder = try ConfigFolder() }

    @Test(arguments: [
        (
            "file = \"nowhere\"",
            "no board 'nowhere': it is neither in /usr/share/budkavle/boards nor beside this file"
        ),
        ("file = \"./nowhere.toml\"", "no board './nowhere.toml': it is not there"),
        ("file = 3", "expected the name of a board, or the path of its file, not an integer"),
        ("", "missing; expected the name of a board, or the path of its file"),
    ])
    func `a board that is not there is named`(text: String, message: String) throws {
        let faults = try folder.faults(soundNode + "[board]\n" + text + "\n")
        #expect(faults.map(\.key) == ["board.file"])
        #expect(faults.first?.message.hasPrefix(message) == true, "\(faults)")
    }

    @Test func `of a board that is not there only its name is at fault, not what belongs to it`() throws {
        try folder.write(soundBoard, to: "board.toml")
        try folder.copy("\(BoardFiles.repository)/firmware-config/modbus/xy-md02.toml", to: "map.toml")
        let faults = try folder.faults(
            soundNode + """
                [board]
                file = "baord"
                [[line]]
                name = "di2"
                role = "door"
                debounce = 0.2
                [[line]]
                name = "wheel"
                millimetres_per_pulse = 157
                [[line]]
                name = "shared"
                [[input]]
                name = "roof"
                type = "nmea"
                device = "port:gnss"
                [[input]]
                name = "reader"
                type = "scanner"
                device = "port:com2"
                [[bus]]
                name = "rail"
                device = "bus:probes"
                [[input]]
                name = "cold"
                type = "modbus"
                bus = "rail"
                map = "./map.toml"
                [[probe]]
                name = "fridge"
                input = "cold"
                register = "temperature"
                """
        )
        #expect(faults.map(\.place) == ["6 board.file"])
        let message = try #require(faults.first?.message)
        #expect(message.contains("no board 'baord'") && message.contains("did you mean 'board'?"))
        #expect(message.contains("; known boards: "), "\(message)")
        let known = message.components(after: "; known boards: ")
        #expect(known.contains("board") && !known.contains("agent") && !known.contains("map"))
    }

    @Test func `what is wrong by itself is told beside a board that is not there`() throws {
        let faults = try folder.faults(
            soundNode + """
                [board]
                file = "nowhere"
                [[line]]
                name = "DI 2"
                role = "dor"
                [[line]]
                name = "lamp"
                chip = "c"
                [[line]]
                name = "horn"
                connector = "X1"
                """
        )
        #expect(
            faults.map(\.place) == [
                "6 board.file", "8 line.name", "9 line.role", "10 line.offset", "15 line.connector",
            ]
        )
    }
}

extension ConfigFault {
    fileprivate var place: String { "\(line.map { "\($0)" } ?? "-") \(key)" }
}

extension String {
    /// The names of a list behind a text.
    fileprivate func components(after start: String) -> [String] {
        range(of: start).map { self[$0.upperBound...].split(separator: ", ").map(String.init) } ?? []
    }

    private func range(of text: String) -> Range<String.Index>? { ranges(of: text).first }
}
