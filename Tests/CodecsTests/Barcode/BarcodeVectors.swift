import Foundation
import Testing

/// The barcode cases that all implementations are measured by, which lie beside the project.
enum BarcodeVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Expectation: Decodable, Sendable {
            let ok: Bool
            let symbology: String?
            let elements: [[String]]?
            let dates: [String: String]?
            let error: String?
            let ai: String?
            let pos: Int?
            let warn: String?
            let kind: String?
            let nordicVnr: String?
        }

        let id: String
        let system: String
        let desc: String
        let input: String
        let nowYear: Int?
        let expect: Expectation

        var testDescription: String { "\(id) \(desc)" }
    }

    private static let path: String = {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/\(root)/../shared/vectors/barcode.jsonl"
    }()

    static let arePresent = FileManager.default.fileExists(atPath: path)

    static func cases(of system: String) -> [Case] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? decoder.decode(Case.self, from: Data($0))
        }.filter { $0.system == system }
    }
}
