import Codecs
import FieldModel
import Foundation
import Testing

/// The shared cases of the three systems, read in the way that their contract names the fields.
@Suite struct LabelVectorTests {
    private static let file: URL? = {
        let tree = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let beside = tree.standardizedFileURL.deletingLastPathComponent().appending(path: "shared/vectors")
        let folder =
            ProcessInfo.processInfo.environment["BUDKAVLE_VECTORS"].map { URL(filePath: $0) } ?? beside
        let file = folder.appending(path: "barcode.jsonl")
        return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
    }()

    @Test(.enabled(if: file != nil, "the shared cases are not beside the project"))
    func `every shared case of HIBC, ISBT 128 and PPN is answered as expected`() throws {
        let lines = try String(contentsOf: try #require(Self.file), encoding: .utf8).split(separator: "\n")
        var answered: [String: Int] = [:]
        for line in lines {
            let json = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let vector = try #require(json as? [String: Any])
            guard let system = vector["system"] as? String, ["hibc", "isbt128", "ppn"].contains(system),
                let expected = vector["expect"] as? [String: Any]
            else { continue }
            let inputs = vector["input"] as? [String] ?? [vector["input"] as? String ?? ""]
            let answer = answer(inputs, system, currentYear: vector["now_year"] as? Int ?? 2_026)
            for (key, value) in expected {
                #expect(
                    String(describing: answer[key] ?? "none") == String(describing: value),
                    "\(vector["id"] ?? ""), \(key)"
                )
            }
            answered[system, default: 0] += 1
        }
        #expect(answered.keys.sorted() == ["hibc", "isbt128", "ppn"])
    }

    private func answer(_ inputs: [String], _ system: String, currentYear: Int) -> [String: Any] {
        var readings: [BarcodeReading] = []
        do throws(BarcodeError) {
            for input in inputs {
                let bytes = Array(input.utf8)
                let symbology = Symbology(bytes.span)
                var reading = BarcodeReading(system: .gs1, symbology: symbology)
                let first = symbology == nil ? 0 : Symbology.prefixBytes
                switch system {
                case "hibc":
                    try HIBCReader(currentYear: currentYear).read(bytes.span, from: first, into: &reading)
                case "isbt128": try ISBT128Reader().read(bytes.span, from: first, into: &reading)
                default: try PPNReader(currentYear: currentYear).read(bytes.span, from: first, into: &reading)
                }
                readings.append(reading)
            }
            if readings.count == 2 {
                try HIBCReader.checkLink(primary: readings[0], secondary: readings[1])
            }
        } catch {
            return ["ok": 0, "error": error.reason.rawValue]
        }
        let reading = readings[0]
        var answer: [String: Any] = ["ok": 1]
        if let symbology = reading.symbology {
            answer["symbology"] =
                "]\(UnicodeScalar(symbology.code))\(UnicodeScalar(symbology.modifier))"
        }
        let names: [BarcodeField: String] = [
            .lic: "lic", .pcn: "pcn", .unitOfMeasure: "uom", .lot: "lot", .serial: "serial", .expiry: "exp",
            .manufacture: "mfg", .link: "link", .ppn: "ppn", .serialNumber: "serial",
        ]
        for index in 0..<reading.count {
            guard let name = names[reading[index].field] else { continue }
            answer[name] = reading.text.string(reading[index].value)
        }
        if let quantity = reading.meaning.quantity { answer["qty"] = quantity }
        if reading.system == .isbt128 {
            let numbers = (0..<reading.count).compactMap { reading.structure($0) }
            answer["ds"] = numbers.map { String(String(1_000 + $0).dropFirst()) }
            answer["din"] = reading.meaning.donation.map(reading.text.string)
            answer["flags"] = reading.donationFlags.map(reading.text.string)
            answer["gg"] = reading.bloodGroupCode.map(reading.text.string)
            answer["K"] = reading.donationCheck.map { String(UnicodeScalar($0)) }
            if let date = (0..<reading.count).lazy.compactMap({ reading.date($0) }).first {
                answer["date"] = String(describing: date.day)
                answer["time"] = date.minute.map {
                    "\(String(100 + $0 / 60).dropFirst()):\(String(100 + $0 % 60).dropFirst())"
                }
            }
        }
        answer["pzn"] = reading.pzn.map(reading.text.string)
        return answer
    }
}
