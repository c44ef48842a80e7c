import ArgumentParser
import Codecs
import FieldModel

/// Shows a place in every notation that crews, dispatchers and maps use.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert a place between WGS 84, SWEREF 99 TM and MGRS.",
        discussion: """
            PLACE is degrees, degrees and minutes or degrees, minutes and seconds of WGS 84, metres of SWEREF 99 TM, or MGRS, \
            such as "59.3522, 18.0322", "N 6583196 E 672386" or "34V CL 31273 83031". Without one, each line of the standard \
            input is one. Prints one JSON object for each; ends with 1 if one of them is no place. Put -- before a place that \
            begins with a minus.
            """
    )

    @Argument(help: "The place; may be written without quotes.")
    var place: [String] = []

    func run() throws {
        var isSound = true
        if place.isEmpty {
            while let line = readLine() {
                guard !line.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { continue }
                isSound = show(line) && isSound
            }
        } else {
            isSound = show(place.joined(separator: " "))
        }
        if !isSound { throw ExitCode(1) }
    }

    private func show(_ text: String) -> Bool {
        do throws(CoordinateError) {
            print(try CoordinateText(text).json.text)
            return true
        } catch {
            print(error.json.text)
            return false
        }
    }
}

extension CoordinateText {
    /// A grid that does not reach the place is `null`.
    fileprivate var json: JSONValue {
        .object([
            ("ok", .bool(true)),
            ("notation", .string(notation.rawValue)),
            ("lat", .decimal(point.latitude, digits: 6)),
            ("lon", .decimal(point.longitude, digits: 6)),
            ("minutes", .string(point.minutesText)),
            ("sweref99tm", .optional((try? SWEREF99TM(point))?.text)),
            ("mgrs", .optional((try? MGRS(point))?.text)),
        ])
    }
}

extension CoordinateError {
    fileprivate var json: JSONValue {
        .object([("ok", .bool(false)), ("error", .string(rawValue)), ("message", .string(message))])
    }
}
