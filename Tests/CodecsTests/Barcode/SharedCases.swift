import Foundation

/// The shared cases of `barcode.jsonl`, where they lie beside the project.
enum SharedCases {
    struct Case {
        let id: String
        let system: String
        /// What a scanner sent: one scan, or several that belong together.
        let input: Any
        let year: Int
        let expected: [String: Any]
    }

    static let text: String? = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        for _ in 0..<6 {
            let file = folder.appending(path: "shared/vectors/barcode.jsonl")
            if let text = try? String(contentsOf: file, encoding: .utf8) { return text }
            folder = folder.deletingLastPathComponent()
        }
        return ProcessInfo.processInfo.environment["BUDKAVLE_VECTORS"]
            .flatMap { try? String(contentsOfFile: $0 + "/barcode.jsonl", encoding: .utf8) }
    }()

    static func all() throws -> [Case] {
        try (text ?? "").split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            return Case(
                id: object["id"] as? String ?? "?",
                system: object["system"] as? String ?? "?",
                input: object["input"] ?? NSNull(),
                year: object["now_year"] as? Int ?? 2026,
                expected: object["expect"] as? [String: Any] ?? [:]
            )
        }
    }
}
